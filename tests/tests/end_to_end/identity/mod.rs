//! Who may do what: the permission matrix, forms and tokens that come from elsewhere, what signing in tells strangers.

mod forms;
mod permissions;
mod routes;
mod signing_in;
