"""What the reasons and notes of an order say of the patient."""
