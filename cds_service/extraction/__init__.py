"""From a patient's record to facts, each with its evidence."""
