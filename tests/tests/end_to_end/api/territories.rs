//! Territories: the tree, the tiles, finding one by name.

use std::collections::BTreeSet;

use crate::support::app::TestApp;
use crate::support::client::escaped;
use crate::support::databases::on_each_database;

on_each_database! {
    fn the_tree_can_be_walked_from_the_regions_down(backend) {
        let app = TestApp::new(backend);
        let all = app.all_items("/api/v1/territories", 2);
        let mut walked = 0;
        let mut level: Vec<_> = all.iter().filter(|territory| territory["parent"].is_null()).cloned().collect();
        while !level.is_empty() {
            walked += level.len();
            let mut below = Vec::new();
            for territory in &level {
                let detail = app.json(&format!("/api/v1/territories/{}", territory["id"].as_str().unwrap()));
                assert_eq!(&detail["territory"], territory);
                below.extend(detail["children"].as_array().unwrap().iter().cloned());
            }
            level = below;
        }
        assert_eq!((walked, all.len()), (5, 5));
    }

    fn tiles_never_lie_on_each_other(backend) {
        let app = TestApp::new(backend);
        let tiles = app.json("/api/v1/territories/tiles");
        let tiles = tiles["items"].as_array().unwrap();
        let cells: BTreeSet<_> =
            tiles.iter().map(|tile| (tile["column"].as_u64().unwrap(), tile["row"].as_u64().unwrap())).collect();
        assert_eq!((cells.len(), tiles.len()), (2, 2));
    }

    fn names_are_found_as_people_type_them(backend) {
        let app = TestApp::new(backend);
        for (typed, expected) in
            [("Жаңасу", 1), ("жанасу", 1), ("Жанасуский район", 1), ("Koktal", 2), ("Көктал", 2), ("коктал", 2)]
        {
            let found = app.json(&format!("/api/v1/territories/search?q={}", escaped(typed)));
            let exact = found["items"].as_array().unwrap().iter().filter(|item| item["exact"] == true).count();
            assert_eq!(exact, expected, "{typed}: {found}");
        }
    }

    fn districts_of_the_same_name_are_told_apart_by_their_region(backend) {
        let app = TestApp::new(backend);
        let found = app.json(&format!("/api/v1/territories/search?q={}", escaped("Көктал")));
        let regions: BTreeSet<_> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["territory"]["parent_names"]["kk"].as_str().unwrap())
            .collect();
        assert_eq!(regions, ["Арқа облысы", "Теңіз облысы"].into());
    }
}
