//! Tables of territories: our own columns, and the layout of the official classifier of administrative-territorial
//! objects (KATO). Both as CSV or as the first table of a workbook.

use std::collections::BTreeMap;

use kenes_domain::territory::{TerritoryKind, parse_kato};

use crate::FILE_BYTES_MAX;
use crate::error::{ImportError, RowProblem};
use crate::place::Place;
use crate::{text, xlsx};

/// Most rows of a table. The classifier has some 16,000, villages included.
pub const ROWS_MAX: usize = 50_000;

/// Columns of our own table.
pub const OWN_COLUMNS: [&str; 8] =
    ["kato", "parent_kato", "kind", "name_kk", "name_ru", "name_en", "has_program", "aliases"];
/// Columns of the official table: the code, its parts (oblast, district, rural okrug, settlement), a mark, names.
pub const KATO_COLUMNS: [&str; 9] = ["te", "ab", "cd", "ef", "hij", "k", "name_kaz", "name_rus", "nn"];

/// One territory of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerritoryRow {
    /// Nine digits.
    pub kato: String,
    /// Code of the territory above.
    pub parent_kato: Option<String>,
    /// What it is.
    pub kind: TerritoryKind,
    /// Kazakh name as given.
    pub name_kk: String,
    /// Russian name as given.
    pub name_ru: String,
    /// English name; empty in the official table.
    pub name_en: String,
    /// Whether it has a program; the official table does not say.
    pub has_program: Option<bool>,
    /// Former and popular names.
    pub aliases: Vec<String>,
}

/// A table of territories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerritoryTable {
    /// Territories in the order of the table.
    pub territories: Vec<TerritoryRow>,
    /// Rows of the official table below districts and cities: okrugs and villages, which have no program.
    pub below: usize,
}

/// Reads a table of territories; CSV or workbook is told from the content, the layout from the first row.
pub fn read(bytes: &[u8]) -> Result<TerritoryTable, ImportError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge { bytes: bytes.len(), bytes_max: FILE_BYTES_MAX });
    }
    let mut rows = rows(bytes)?;
    if rows.is_empty() {
        return Err(ImportError::Empty);
    }
    let (header_place, header) = rows.remove(0);
    let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    if rows.len() > ROWS_MAX {
        return Err(ImportError::TooMany { place: header_place, what: "rows", count_max: ROWS_MAX });
    }
    let has_all = |columns: &[&str]| {
        columns.iter().all(|column| header.iter().filter(|name| name == column).count() == 1)
            && header.iter().all(|name| name.is_empty() || columns.contains(&name.as_str()))
    };
    let table = if has_all(&OWN_COLUMNS) {
        Layout { header: &header, rows: &rows }.own()?
    } else if has_all(&KATO_COLUMNS) {
        Layout { header: &header, rows: &rows }.official()?
    } else {
        return Err(ImportError::Columns {
            place: header_place,
            expected: format!("{} or {}", OWN_COLUMNS.join(","), KATO_COLUMNS.join(",")),
            found: header.join(","),
        });
    };
    check_tree(&table, &rows)?;
    Ok(table)
}

pub(crate) type Rows = Vec<(Place, Vec<String>)>;

/// The rows of a CSV file or of the first table of a workbook, with their places; empty ones are left out.
pub(crate) fn rows(bytes: &[u8]) -> Result<Rows, ImportError> {
    if bytes.starts_with(b"PK") { workbook_rows(bytes) } else { csv_rows(bytes) }
}

fn csv_rows(bytes: &[u8]) -> Result<Rows, ImportError> {
    let text = text::decode(bytes)?;
    let first = text.lines().next().unwrap_or_default();
    // Excel writes semicolons where the comma separates decimals.
    let semicolons = first.matches(';').count() > first.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if semicolons { b';' } else { b',' })
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|error| ImportError::Damaged { entry: String::new(), problem: error.to_string() })?;
        let line =
            record.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        rows.push((Place::Line { line }, record.iter().map(|field| field.trim().to_owned()).collect()));
    }
    Ok(rows)
}

fn workbook_rows(bytes: &[u8]) -> Result<Rows, ImportError> {
    let outline = xlsx::read(bytes)?;
    let Some(table) = outline.blocks.iter().find_map(|block| block.table.as_ref()) else {
        return Err(ImportError::Empty);
    };
    let width = usize::try_from(table.columns).unwrap_or(0);
    let mut rows = Vec::new();
    for row in &table.rows {
        let Some(first) = row.cells.first() else { continue };
        let mut fields = vec![String::new(); width];
        for cell in &row.cells {
            if let Some(field) = usize::try_from(cell.column).ok().and_then(|column| fields.get_mut(column)) {
                *field = cell.text();
            }
        }
        rows.push((first.place.clone(), fields));
    }
    Ok(rows)
}

struct Layout<'r> {
    header: &'r [String],
    rows: &'r Rows,
}

impl Layout<'_> {
    fn field<'f>(&self, fields: &'f [String], column: &str) -> &'f str {
        let position = self.header.iter().position(|name| name == column);
        position.and_then(|position| fields.get(position)).map_or("", String::as_str)
    }

    fn fields(&self) -> impl Iterator<Item = Result<(&Place, &[String]), ImportError>> {
        let expected = self.header.len();
        self.rows.iter().map(move |(place, fields)| {
            if fields.len() == expected {
                Ok((place, fields.as_slice()))
            } else {
                Err(row(place, RowProblem::CellCount { expected, found: fields.len() }))
            }
        })
    }

    fn own(&self) -> Result<TerritoryTable, ImportError> {
        let mut territories = Vec::new();
        for line in self.fields() {
            let (place, fields) = line?;
            let parent = self.field(fields, "parent_kato");
            let kind = self.field(fields, "kind");
            let kind = kind.parse().map_err(|_| {
                let list = TerritoryKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
                row(place, RowProblem::Word { word: kind.to_owned(), list })
            })?;
            let has_program = match self.field(fields, "has_program") {
                "1" | "true" => true,
                "0" | "false" => false,
                other => {
                    let problem = RowProblem::Word { word: other.to_owned(), list: "1, 0".to_owned() };
                    return Err(row(place, problem));
                }
            };
            territories.push(TerritoryRow {
                kato: code(place, self.field(fields, "kato"))?,
                parent_kato: if parent.is_empty() { None } else { Some(code(place, parent)?) },
                kind,
                name_kk: self.name(place, fields, "name_kk")?,
                name_ru: self.name(place, fields, "name_ru")?,
                name_en: self.name(place, fields, "name_en")?,
                has_program: Some(has_program),
                aliases: self
                    .field(fields, "aliases")
                    .split('|')
                    .map(str::trim)
                    .filter(|alias| !alias.is_empty())
                    .map(str::to_owned)
                    .collect(),
            });
        }
        Ok(TerritoryTable { territories, below: 0 })
    }

    fn name(&self, place: &Place, fields: &[String], column: &'static str) -> Result<String, ImportError> {
        let name = self.field(fields, column);
        if name.is_empty() {
            Err(row(place, RowProblem::NameMissing { column }))
        } else {
            Ok(name.to_owned())
        }
    }

    /// The official table says what a row is by its code: two digits each for oblast, district or city and rural
    /// okrug, three for the settlement.
    fn official(&self) -> Result<TerritoryTable, ImportError> {
        let mut table = TerritoryTable { territories: Vec::new(), below: 0 };
        for line in self.fields() {
            let (place, fields) = line?;
            let kato = code(place, self.field(fields, "te"))?;
            let part = |from: usize, to: usize| kato.get(from..to).unwrap_or_default();
            let (oblast, district, okrug, settlement) = (part(0, 2), part(2, 4), part(4, 6), part(6, 9));
            for (column, expected) in [("ab", oblast), ("cd", district), ("ef", okrug), ("hij", settlement)] {
                let found = self.field(fields, column);
                if found.parse::<u32>().ok() != expected.parse().ok() {
                    let problem =
                        RowProblem::Word { word: found.to_owned(), list: format!("{column} {expected}") };
                    return Err(row(place, problem));
                }
            }
            let name_kk = self.name(place, fields, "name_kaz")?;
            let name_ru = self.name(place, fields, "name_rus")?;
            let is_city_of_republic = matches!(oblast, "71" | "75" | "79");
            let kind = match (district, okrug, settlement) {
                ("00", "00", "000") if is_city_of_republic => Some(TerritoryKind::RepublicanCity),
                ("00", "00", "000") => Some(TerritoryKind::Region),
                (_, _, "000") if is_city_of_republic && is_district(&name_kk, &name_ru) => {
                    Some(TerritoryKind::District)
                }
                (_, "00", "000") if is_district(&name_kk, &name_ru) => Some(TerritoryKind::District),
                (_, "00", "000") if !is_city_of_republic => Some(TerritoryKind::City),
                _ => None,
            };
            let Some(kind) = kind else {
                table.below += 1;
                continue;
            };
            let is_first = matches!(kind, TerritoryKind::Region | TerritoryKind::RepublicanCity);
            table.territories.push(TerritoryRow {
                parent_kato: (!is_first).then(|| format!("{oblast}0000000")),
                kato,
                kind,
                name_kk,
                name_ru,
                name_en: String::new(),
                has_program: None,
                aliases: Vec::new(),
            });
        }
        Ok(table)
    }
}

fn is_district(name_kk: &str, name_ru: &str) -> bool {
    let (kk, ru) = (name_kk.to_lowercase(), name_ru.to_lowercase());
    kk.contains("аудан") || ru.contains("район") || ru.contains("р-н")
}

fn row(place: &Place, problem: RowProblem) -> ImportError {
    ImportError::Row { place: place.clone(), problem }
}

fn code(place: &Place, text: &str) -> Result<String, ImportError> {
    parse_kato(text).map(str::to_owned).ok_or_else(|| row(place, RowProblem::Code { code: text.to_owned() }))
}

/// Every code once, every parent there, nobody above himself.
fn check_tree(table: &TerritoryTable, rows: &Rows) -> Result<(), ImportError> {
    // Rows that became territories keep their order, so a code finds its row again.
    let place_of = |kato: &str, last: bool| {
        let mut places = rows.iter().filter(|(_, fields)| fields.iter().any(|field| field == kato));
        let found = if last { places.next_back() } else { places.next() };
        found.map_or(Place::File, |(place, _)| place.clone())
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let parents: BTreeMap<&str, Option<&str>> = table
        .territories
        .iter()
        .map(|territory| (territory.kato.as_str(), territory.parent_kato.as_deref()))
        .collect();
    for (index, territory) in table.territories.iter().enumerate() {
        let kato = territory.kato.as_str();
        if let Some(first) = seen.insert(kato, index) {
            let problem = RowProblem::CodeTwice { code: kato.to_owned(), first_row: first + 1 };
            return Err(row(&place_of(kato, true), problem));
        }
        if let Some(parent) = &territory.parent_kato
            && !parents.contains_key(parent.as_str())
        {
            return Err(row(&place_of(kato, false), RowProblem::ParentMissing { code: parent.clone() }));
        }
        let mut above = territory.parent_kato.as_deref();
        let mut steps = 0;
        while let Some(code) = above {
            steps += 1;
            if code == kato || steps > parents.len() {
                return Err(row(&place_of(kato, false), RowProblem::Circle { code: kato.to_owned() }));
            }
            above = parents.get(code).copied().flatten();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "kato,parent_kato,kind,name_kk,name_ru,name_en,has_program,aliases\n\
        980000000,,region,Үлгі облысы,Примерная область,Sample Region,1,Мысал|ПО\n\
        981000000,980000000,city,Қалашық,город Примерный,Sample City,1,\n\
        983200000,980000000,district,\"Көл, тау ауданы\",Озёрный район,Lake District,0,\n";

    #[test]
    fn our_own_table_is_read() {
        let table = read(OWN.as_bytes()).unwrap();
        assert_eq!(table.territories.len(), 3);
        assert_eq!(table.territories[0].aliases, ["Мысал", "ПО"]);
        assert_eq!(table.territories[2].name_kk, "Көл, тау ауданы");
        assert_eq!(table.territories[2].has_program, Some(false));
        let semicolons =
            "te;ab;cd;ef;hij;k;name_kaz;name_rus;nn\n980000000;98;0;0;0;0;ҮЛГІ ОБЛЫСЫ;ПРИМЕРНАЯ ОБЛАСТЬ;\n";
        assert_eq!(read(semicolons.as_bytes()).unwrap().territories[0].kind, TerritoryKind::Region);
    }

    #[test]
    fn the_official_table_is_read_down_to_districts() {
        let official = "te,ab,cd,ef,hij,k,name_kaz,name_rus,nn\n\
            980000000,98,00,00,000,0,ҮЛГІ ОБЛЫСЫ,ПРИМЕРНАЯ ОБЛАСТЬ,\n\
            981000000,98,10,00,000,0,ҚАЛАШЫҚ Қ.Ә.,ПРИМЕРНЫЙ Г.А.,\n\
            981010000,98,10,10,000,1,ҚАЛАШЫҚ Қ.,Г.ПРИМЕРНЫЙ,\n\
            983200000,98,32,00,000,0,КӨЛ АУДАНЫ,ОЗЕРНЫЙ РАЙОН,\n\
            983230100,98,32,30,100,1,Ақсай а.,с.Аксай,\n\
            750000000,75,0,0,0,0,АЛМАТЫ Қ.,Г.АЛМАТЫ,\n\
            751210000,75,12,10,0,0,АЛАТАУ АУДАНЫ,АЛАТАУСКИЙ РАЙОН,\n";
        let table = read(official.as_bytes()).unwrap();
        let kinds: Vec<(&str, TerritoryKind, Option<&str>)> = table
            .territories
            .iter()
            .map(|territory| (territory.kato.as_str(), territory.kind, territory.parent_kato.as_deref()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("980000000", TerritoryKind::Region, None),
                ("981000000", TerritoryKind::City, Some("980000000")),
                ("983200000", TerritoryKind::District, Some("980000000")),
                ("750000000", TerritoryKind::RepublicanCity, None),
                ("751210000", TerritoryKind::District, Some("750000000")),
            ]
        );
        assert_eq!(table.below, 2);
    }

    #[test]
    fn each_mistake_has_its_place() {
        let cases = [
            (OWN.replace("name_kk", "kazakh"), "import_columns", 1),
            (OWN.replace("983200000", "98320000"), "import_row", 4),
            (OWN.replace("983200000", "981000000"), "import_row", 4),
            (OWN.replace("980000000,district", "970000000,district"), "import_row", 4),
            (OWN.replace("district,", "village,"), "import_row", 4),
            (OWN.replace("Озёрный район", ""), "import_row", 4),
            (OWN.replace(",1,\n", ",1\n"), "import_row", 3),
            (OWN.replace("980000000,,", "980000000,981000000,"), "import_row", 2),
            (OWN.replace("Sample City,1", "Sample City,да"), "import_row", 3),
        ];
        for (text, code, line) in cases {
            let error = read(text.as_bytes()).expect_err(&text);
            assert_eq!((error.code(), error.place()), (code, Place::Line { line }), "{error}");
        }
    }
}
