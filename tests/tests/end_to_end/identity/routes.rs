//! Every route, as the router itself knows it.

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpResponse, test};

use crate::support::client::Client;

/// A route: method and path with its parameters in braces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: String,
    pub method: &'static str,
}

/// Methods that are tried.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Every route of pages and API, sorted. The paths are what the router holds; whether a path takes a method is asked of
/// a running server.
pub fn all(client: &Client) -> Vec<Route> {
    let mut routes = Vec::new();
    for path in paths() {
        for method in METHODS {
            let filled = path.replace('{', "").replace('}', "").replace("locale", "kk");
            let status = client.send(method, &filled, &[], None).unwrap().status;
            if status != 405 {
                routes.push(Route { path: path.clone(), method });
            }
        }
    }
    routes.sort();
    routes
}

fn paths() -> Vec<String> {
    let map = actix_web::rt::System::new().block_on(async {
        let app = App::new()
            .wrap(from_fn(describe))
            .configure(kenes_api::configure)
            .configure(kenes_api::configure_metrics)
            .configure(kenes_web::configure);
        let app = test::init_service(app).await;
        let answer = test::call_service(&app, test::TestRequest::get().uri("/").to_request()).await;
        String::from_utf8(test::read_body(answer).await.to_vec()).unwrap()
    });
    let paths = leaves(&map);
    assert!(paths.len() > 30, "the router's map is not read as it should be: {paths:?}");
    paths
}

/// Answers with the router's map, as it describes itself.
async fn describe(
    request: ServiceRequest,
    _: Next<impl actix_web::body::MessageBody>,
) -> Result<ServiceResponse, Error> {
    let map = format!("{:#?}", request.request().resource_map());
    Ok(request.into_response(HttpResponse::Ok().body(map)))
}

/// The paths of the leaves of the map. Its text is a tree by indentation: a node's `pattern` and its `nodes` stand at the
/// same depth, its children deeper.
fn leaves(map: &str) -> Vec<String> {
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut found = Vec::new();
    let mut lines = map.lines();
    while let Some(line) = lines.next() {
        let depth = line.len() - line.trim_start().len();
        if line.trim() == "patterns: Single(" {
            let pattern = lines.next().unwrap().trim().trim_matches(['"', ',']).to_owned();
            above.retain(|(at, _)| *at < depth - 4);
            above.push((depth - 4, pattern));
        } else if line.trim() == "nodes: None," {
            above.retain(|(at, _)| *at <= depth);
            let path: String = above.iter().map(|(_, pattern)| pattern.as_str()).collect();
            found.push(path.replace("{locale:kk|ru|en}", "{locale}"));
        }
    }
    found
}
