//! Every public change tells of itself.

use kenes_service::contributions;

use crate::contributing::submission;
use crate::support::databases::on_each_database;

#[test]
fn acts_are_numbered_densely_and_once() {
    on_each_database(|world| {
        for _ in 0..5 {
            contributions::submit(&world.service, submission(world)).unwrap();
        }
        // Five programs announced, five editions published, five contributions received.
        assert_eq!(world.service.integrate_all().unwrap(), 15);
        assert_eq!(world.service.integrate_all().unwrap(), 0);
        let journal = world.service.journal_page(0, 100).unwrap();
        let numbers: Vec<i64> = journal.iter().map(|act| act.leaf_index).collect();
        assert_eq!(numbers, (0..15).collect::<Vec<i64>>());
    });
}
