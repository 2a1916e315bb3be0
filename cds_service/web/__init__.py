"""The service over HTTP; importing this builds nothing."""
