"""The pages behind the sign-in, one end-to-end test per feature; no test runs a script of the page."""
