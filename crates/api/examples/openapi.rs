//! Prints the description of the API, from which the workspace gets its types: `make api` keeps it.

#![expect(clippy::print_stdout, reason = "the description is the output")]

fn main() {
    println!("{}", kenes_api::docs::openapi());
}
