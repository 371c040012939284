//! Mail: templates and transports.
