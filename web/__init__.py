"""Every way out: web application, command line, exports, mail."""
