"""FHIR as it arrives: tolerant reading, codings in one form, draft orders kept as received."""
