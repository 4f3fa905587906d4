"""The application: database, services, web pages, reports and the command line."""
