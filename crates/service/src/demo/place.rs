//! The places for which programs are made.

use std::collections::BTreeMap;

use kenes_domain::territory::TerritoryKind;

use super::render::{Level, Name};

/// A territory with a program, as far as the generator needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// KATO code; the draws for a place depend on it.
    pub kato: String,
    /// What it is.
    pub kind: TerritoryKind,
    /// Full name: «Ақкөл ауданы», «Аккольский район».
    pub name: Name,
    /// The territory above; names of districts repeat, so titles say it.
    pub parent: Option<Parent>,
    /// Territories directly below it, by full name. The measures of an oblast stand in them.
    pub parts: Vec<Name>,
}

/// The territory above a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// KATO code.
    pub kato: String,
    /// Full name.
    pub name: Name,
}

impl Place {
    /// Whether villages lie in it. Oblasts count as rural.
    pub const fn is_rural(&self) -> bool {
        matches!(self.kind, TerritoryKind::District | TerritoryKind::Region)
    }
}

/// Why a table of territories gives no places.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// Not a CSV table.
    #[error("territories: {0}")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("territories: no column {0:?}")]
    Column(&'static str),
    /// A word that is no kind of territory.
    #[error("territories: line {line} has an unknown kind")]
    Kind {
        /// Line in the file, from 1.
        line: u64,
    },
}

/// The places with a program (`has_program` = 1) of a table with the columns `kato`, `parent_kato`, `kind`,
/// `name_kk`, `name_ru` and `has_program`, in the order of the table.
pub fn places(territories_csv: &str) -> Result<Vec<Place>, PlacesError> {
    let mut reader = csv::Reader::from_reader(territories_csv.as_bytes());
    let headers = reader.headers()?.clone();
    let column = |name: &'static str| {
        headers.iter().position(|header| header == name).ok_or(PlacesError::Column(name))
    };
    let (kato, parent_kato, kind) = (column("kato")?, column("parent_kato")?, column("kind")?);
    let (name_kk, name_ru, has_program) = (column("name_kk")?, column("name_ru")?, column("has_program")?);
    let mut names: BTreeMap<String, Name> = BTreeMap::new();
    let mut parts: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |index: usize| record.get(index).unwrap_or_default().trim().to_owned();
        let name = Name::new(cell(name_kk), cell(name_ru));
        names.insert(cell(kato), name.clone());
        if !cell(parent_kato).is_empty() {
            parts.entry(cell(parent_kato)).or_default().push(name.clone());
        }
        if cell(has_program) == "1" {
            let line = record.position().map_or(0, csv::Position::line);
            let kind = cell(kind).parse().map_err(|_| PlacesError::Kind { line })?;
            found.push((cell(kato), cell(parent_kato), kind, name));
        }
    }
    Ok(found
        .into_iter()
        .map(|(kato, parent_kato, kind, name)| Place {
            parts: parts.get(&kato).cloned().unwrap_or_default(),
            parent: names
                .get(&parent_kato)
                .map(|name| Parent { kato: parent_kato.clone(), name: name.clone() }),
            kato,
            kind,
            name,
        })
        .collect())
}

const DISTRICT: Level = Level {
    noun: ("аудан", "район"),
    adjective_kk: "аудандық",
    adjective_ru_stem: "районн",
    adjective_ru: "районный",
    body_kk: "бөлімі",
    body_ru: "районный отдел",
};

const CITY: Level = Level {
    noun: ("қала", "город"),
    adjective_kk: "қалалық",
    adjective_ru_stem: "городск",
    adjective_ru: "городской",
    body_kk: "бөлімі",
    body_ru: "городской отдел",
};

const REPUBLICAN_CITY: Level =
    Level { body_kk: "басқармасы", body_ru: "городское управление", ..CITY };

const REGION: Level = Level {
    noun: ("облыс", "область"),
    adjective_kk: "облыстық",
    adjective_ru_stem: "областн",
    adjective_ru: "областной",
    body_kk: "басқармасы",
    body_ru: "областное управление",
};

/// The words for a kind of territory.
pub const fn level(kind: TerritoryKind) -> &'static Level {
    match kind {
        TerritoryKind::District => &DISTRICT,
        TerritoryKind::City => &CITY,
        TerritoryKind::RepublicanCity => &REPUBLICAN_CITY,
        TerritoryKind::Region => &REGION,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_with_a_program_are_taken() {
        let csv = "kato,parent_kato,kind,name_kk,name_ru,name_en,has_program,aliases\n\
                   110000000,,region,Ақмола облысы,Акмолинская область,Akmola Region,1,\n\
                   113200000,110000000,district,Ақкөл ауданы,Аккольский район,Akkol District,1,\n\
                   113300000,110000000,district,Бос ауданы,Пустой район,Empty District,0,\n";
        let places = places(csv).unwrap();
        assert_eq!(places.len(), 2);
        assert_eq!(places[0].parts.len(), 2);
        assert_eq!(places[1].parent.as_ref().unwrap().name.kk, "Ақмола облысы");
    }

    #[test]
    fn a_bad_table_says_where() {
        assert!(matches!(places("a,b\n1,2\n"), Err(PlacesError::Column("kato"))));
        let csv = "kato,parent_kato,kind,name_kk,name_ru,has_program\n1,,village,а,а,1\n";
        assert!(matches!(places(csv), Err(PlacesError::Kind { line: 2 })));
    }
}
