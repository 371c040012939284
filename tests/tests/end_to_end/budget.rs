//! Money: the page, the API, the files and the sums over territories say the same to the last tenge, for every program
//! of the demonstration. Nothing here calls our own sums: costs are added up from the measures again.

use std::collections::BTreeMap;

use kenes::server::open_service;
use kenes_service::demonstration::{self, DemoOptions};
use serde_json::Value;

use crate::support::app::{START, Server, settings};
use crate::support::client::Client;
use crate::support::clock::HandClock;
use crate::support::databases::{Database, on_each_database};

/// Contributions do not matter here.
const CONTRIBUTIONS: u32 = 40;

type Cells = BTreeMap<(u64, String), i64>;

on_each_database! {
    fn page_api_files_and_roll_up_say_the_same_for_all_216_programs(backend) {
        let database = Database::fresh(backend);
        let settings = settings(&database);
        let service = open_service(&settings, HandClock::at(START), Some([7; 32])).unwrap();
        let options = DemoOptions { contributions: CONTRIBUTIONS, seed: 2020 };
        demonstration::install(&service, &options, &|_| ()).unwrap();
        let server = Server::start(settings, service);
        let client = Client::new(&format!("http://{}", server.address));

        let csv = cells_of_csv(&client.get("/api/v1/exports/measures.csv").text());
        let lines = cells_of_json_lines(&client.get("/api/v1/exports/measures.jsonl").text());
        let programs = client.all_items("/api/v1/programs", 100);
        assert_eq!(programs.len(), 216);
        let (mut country, mut over, mut within) = (0, 0, 0);
        for program in &programs {
            let id = program["id"].as_str().unwrap();
            let (own, unknown) = recomputed(&client, id);
            let sum: i64 = own.values().sum();
            country += sum;
            assert_eq!(program["planned_tenge"].as_i64(), Some(sum), "{id}");
            assert_eq!(program["cost_unknown"].as_u64(), Some(unknown), "{id}");
            assert_eq!(csv.get(id), Some(&own), "{id}: CSV");
            assert_eq!(lines.get(id), Some(&own), "{id}: JSON Lines");
            assert_eq!(cells_of_page(&client, id), own, "{id}: page");

            let budget = client.json(&format!("/api/v1/programs/{id}/budget"));
            assert_eq!(budget["planned_tenge"].as_i64(), Some(sum), "{id}");
            assert_eq!(cells(&budget["comparison"], "planned_tenge"), own, "{id}");
            let excess = budget["excess_tenge"].as_i64().unwrap();
            assert_eq!(excess, recomputed_excess(&budget["comparison"]), "{id}");
            if excess > 0 { over += 1 } else { within += 1 }
            assert_eq!(budget["findings"].as_array().unwrap().len(), 0, "{id}: the demonstration adds up");

            let territory = program["territory"].as_str().unwrap();
            let sums = &client.json(&format!("/api/v1/territories/{territory}/budget"))["sums"];
            assert_eq!(sums["own_tenge"].as_i64(), Some(sum), "{territory}");
            assert_eq!(cells(&sums["own"], "tenge"), own, "{territory}");
        }
        let sums = &client.json("/api/v1/budget")["sums"];
        assert_eq!(sums["at_most_tenge"].as_i64(), Some(country));
        assert_eq!(sums["own_tenge"], 0);
        let doubled = sums["doubled_tenge"].as_i64().unwrap();
        let known = sums["doubled_known_tenge"].as_i64().unwrap();
        assert!(0 < known && known < doubled, "{known} of {doubled}");
        assert_eq!(sums["at_least_tenge"].as_i64(), Some(country - doubled));
        assert!(over > 20 && within > 60, "{over} programs over their envelope, {within} within");
    }
}

/// Costs of the current edition by year and source, added up from its measures, and measures of unknown cost.
fn recomputed(client: &Client, program: &str) -> (Cells, u64) {
    let edition = client.json(&format!("/api/v1/programs/{program}/editions/1"));
    let (mut cells, mut unknown) = (Cells::new(), 0);
    for provision in edition["provisions"].as_array().unwrap() {
        if provision["kind"] != "measure" {
            continue;
        }
        match provision["measure"]["costs"].as_array() {
            None => unknown += 1,
            Some(lines) => add(&mut cells, lines, "tenge"),
        }
    }
    (cells, unknown)
}

fn add(cells: &mut Cells, lines: &[Value], amount: &str) {
    for line in lines {
        let cell = (line["year"].as_u64().unwrap(), line["source"].as_str().unwrap().to_owned());
        *cells.entry(cell).or_default() += line[amount].as_i64().unwrap();
    }
}

/// Cells of an answer, those without an amount left out.
fn cells(lines: &Value, amount: &str) -> Cells {
    let mut cells = Cells::new();
    add(&mut cells, lines.as_array().unwrap(), amount);
    cells.retain(|_, amount| *amount != 0);
    cells
}

fn recomputed_excess(comparison: &Value) -> i64 {
    let over = |line: &Value| {
        let ceiling = line["envelope_tenge"].as_i64().filter(|_| line["envelope_complete"] == true)?;
        Some((line["planned_tenge"].as_i64().unwrap() - ceiling).max(0))
    };
    comparison.as_array().unwrap().iter().filter_map(over).sum()
}

fn cells_of_json_lines(text: &str) -> BTreeMap<String, Cells> {
    let mut programs: BTreeMap<String, Cells> = BTreeMap::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let cells = programs.entry(line["program"].as_str().unwrap().to_owned()).or_default();
        if !line["tenge"].is_null() {
            add(cells, &[line], "tenge");
        }
    }
    programs
}

fn cells_of_csv(text: &str) -> BTreeMap<String, Cells> {
    let mut rows = csv_rows(text.strip_prefix('\u{FEFF}').expect("a byte order mark")).into_iter();
    let header = rows.next().unwrap();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (program, year, source, tenge) = (at("program"), at("year"), at("source"), at("tenge"));
    let mut programs: BTreeMap<String, Cells> = BTreeMap::new();
    for row in rows {
        assert_eq!(row.len(), header.len());
        let cells = programs.entry(row[program].clone()).or_default();
        if !row[tenge].is_empty() {
            let cell = (row[year].parse().unwrap(), row[source].clone());
            *cells.entry(cell).or_default() += row[tenge].parse::<i64>().unwrap();
        }
    }
    programs
}

/// RFC 4180, by hand: what reads our files is not what wrote them.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    rows
}

/// The table of sources on the page of a program. It prints millions with one decimal, which is exact for the
/// demonstration.
fn cells_of_page(client: &Client, program: &str) -> Cells {
    const SOURCES: [(&str, &str); 6] = [
        ("Республиканский бюджет", "republican"),
        ("Местный бюджет", "local"),
        ("Внебюджетные источники", "extra_budgetary"),
        ("Национальный фонд", "national_fund"),
        ("Государственно-частное партнёрство", "public_private"),
        ("Собственные средства", "own"),
    ];
    let html = client.get(&format!("/ru/programs/{program}")).text();
    let table = html.split("<table class=\"mea src\">").nth(1).unwrap().split("</table>").next().unwrap();
    let mut cells = Cells::new();
    for row in table.split("<tr>").skip(2) {
        let name = row.split("</svg>").nth(1).unwrap().split('<').next().unwrap();
        let source = SOURCES.iter().find(|(printed, _)| *printed == name).unwrap().1;
        for cell in row.split("data-y=\"").skip(1) {
            let (year, rest) = cell.split_once("\">").unwrap();
            let printed: String =
                rest.split('<').next().unwrap().chars().filter(|c| !c.is_whitespace()).collect();
            if printed.is_empty() {
                continue;
            }
            let (whole, tenth) = printed.split_once(',').unwrap();
            let tenths = whole.parse::<i64>().unwrap() * 10 + tenth.parse::<i64>().unwrap();
            cells.insert((year.parse().unwrap(), source.to_owned()), tenths * 100_000);
        }
    }
    cells
}
