//! Open data: which tables there are, what their columns mean, where the files are.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use kenes_api::state::AppState;
use kenes_domain::language::Locale;
use kenes_domain::open_data::{Dataset, FileForm};
use kenes_service::Service;
use kenes_service::error::ServiceError;
use kenes_service::exports;

use super::{Key, kept, locale, render};
use crate::format;
use crate::i18n::Texts;
use crate::shell::Shell;
use crate::styles::Styles;

#[derive(Template)]
#[template(path = "open_data.html")]
struct OpenDataPage {
    shell: Shell,
    position: String,
    licence: &'static str,
    licence_href: &'static str,
    tables: Vec<Table>,
}

struct Table {
    id: &'static str,
    title: String,
    about: String,
    files: Vec<(String, String)>,
    /// Name, type and meaning.
    columns: Vec<(&'static str, &'static str, String)>,
}

/// The tables.
pub async fn get_open_data(
    request: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<String>,
) -> HttpResponse {
    let locale = locale(&path);
    let (service, public_url) = (state.service.clone(), state.public_url.clone());
    let key = Key { locale, path: "/open-data".to_owned(), styles: Styles::Figures, program: None };
    kept(&request, &state, key, move || page(&service, locale, &public_url)).await
}

fn page(service: &Service, locale: Locale, public_url: &str) -> Result<String, ServiceError> {
    let texts = Texts { locale };
    let as_of = exports::position(service)?;
    let mut shell = Shell::new(locale, Styles::Figures, public_url, "/open-data".to_owned())
        .titled(texts.t("open-data"), texts.t("open-data-lead"));
    shell.demonstration = kenes_service::campaigns::current(service)?.demonstration;
    let (_, licence, licence_href) = exports::LICENCE;
    render(&OpenDataPage {
        position: texts
            .a("open-data-position", "acts", &format::number(u64::try_from(as_of).unwrap_or(0)))
            .into_owned(),
        licence,
        licence_href,
        tables: Dataset::ALL.iter().map(|dataset| table(*dataset, as_of, texts)).collect(),
        shell,
    })
}

fn table(dataset: Dataset, as_of: i64, texts: Texts) -> Table {
    let position = if dataset.follows_journal() { format!("?as_of={as_of}") } else { String::new() };
    Table {
        id: dataset.as_str(),
        title: texts.t(&format!("dataset-{dataset}")).into_owned(),
        about: texts.t(&format!("dataset-{dataset}-about")).into_owned(),
        files: FileForm::ALL
            .iter()
            .map(|form| {
                let name = match form {
                    FileForm::Csv => "CSV",
                    FileForm::JsonLines => "JSON Lines",
                    FileForm::Xlsx => "XLSX",
                };
                (name.to_owned(), format!("/api/v1/exports/{dataset}.{form}{position}"))
            })
            .collect(),
        columns: exports::columns(dataset)
            .iter()
            .map(|column| {
                let meaning = texts.t(&column_key(dataset, column.name)).into_owned();
                (column.name, column.kind.as_str(), meaning)
            })
            .collect(),
    }
}

/// The key of a column's meaning. `id` and `kind` mean something else in each table.
fn column_key(dataset: Dataset, name: &str) -> String {
    let name = name.replace('_', "-");
    if matches!(name.as_str(), "id" | "kind" | "leaf-index") {
        format!("column-{dataset}-{name}")
    } else {
        format!("column-{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_meaning_in_every_language() {
        for locale in Locale::ALL {
            let texts = Texts { locale: *locale };
            for dataset in Dataset::ALL {
                for column in exports::columns(*dataset) {
                    let key = column_key(*dataset, column.name);
                    assert_ne!(texts.t(&key), key, "{locale}: {key}");
                }
            }
        }
    }
}
