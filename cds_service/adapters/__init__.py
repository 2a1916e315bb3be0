"""What stands at the edge of the service: stores, FHIR servers and their stand-ins."""
