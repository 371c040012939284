//! Several servers on one PostgreSQL: what one writes, readers of the other see.

use std::sync::Arc;

use kenes::server::SystemClock;
use kenes_service::programs::{self, ProgramFilter};
use kenes_service::{Options, Service, fixtures};

use crate::support::app::contribution;
use crate::support::client::Client;
use crate::support::databases::{Backend, Database};
use crate::support::program::Serving;

/// Looks after which the test gives up: what is waited for takes a fifth of a second, a look at least a fraction of a
/// millisecond.
const LOOKS_MAX: usize = 50_000;

#[test]
fn what_one_server_writes_the_other_tells() {
    let database = Database::fresh(Backend::Postgres);
    let options = Options { database_url: database.url.clone(), data_dir: database.data_dir() };
    let service = Service::open(options, Arc::new(SystemClock), Some([7; 32])).unwrap();
    fixtures::install(&service, 3).unwrap();
    service.integrate_all().unwrap();
    let program = programs::list(&service, &ProgramFilter::default(), None, 1).unwrap().items[0].id.clone();
    drop(service);

    let (first, second) = (Serving::start(&database), Serving::start(&database));
    let (writer, reader) = (Client::new(first.base()), Client::new(second.base()));
    let path = format!("/api/v1/programs/{program}");
    let received = |client: &Client| client.json(&path)["contributions"]["received"].as_u64().unwrap();
    for number in 1..=3 {
        // Both keep their answer.
        assert_eq!((received(&writer), received(&reader)), (number - 1, number - 1));
        let sent = contribution(None, &format!("Сұрақ {number}?"));
        assert_eq!(writer.post(&format!("{path}/contributions"), &sent).status, 201);
        assert_eq!(received(&writer), number, "whoever wrote tells at once");
        assert!((0..LOOKS_MAX).any(|_| received(&reader) == number), "the other server never tells");
    }
    // The same content has the same tag everywhere: a reader who changes servers loads nothing twice.
    let tag = writer.get(&path).header("etag").unwrap().to_owned();
    assert_eq!(reader.get_with(&path, &[("if-none-match", &tag)]).status, 304);
    first.stop();
    second.stop();
}
