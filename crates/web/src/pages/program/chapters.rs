//! Contents of a program, and how a long one is divided into pages.

use kenes_domain::language::Locale;
use kenes_service::error::ServiceError;
use kenes_service::programs::{EditionView, ProvisionView};

use super::Reading;
use super::text::{Title, title};
use crate::format;

/// Provisions past which a program is shown chapter by chapter (FRONTEND.md §5).
const PROVISIONS_PER_PAGE_MAX: usize = 500;

/// Whether a program of so many provisions is divided.
pub fn is_long(provisions: usize) -> bool {
    provisions > PROVISIONS_PER_PAGE_MAX
}

/// A line of the contents.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it leads.
    pub href: String,
    /// The heading.
    pub title: Title,
    /// Contributions in the chapter.
    pub count: String,
    /// Whether the chapter is the page.
    pub current: bool,
}

/// The chapters of a program. One that is not long has all of them on one page.
pub struct Chapters {
    entries: Vec<Entry>,
    /// First provision of each chapter.
    starts: Vec<usize>,
    /// Which chapter is shown; `None` for all.
    shown: Option<usize>,
}

impl Chapters {
    /// Divides a program at its sections. A chapter that is asked for and is not there is not found.
    pub fn of(view: &EditionView, reading: &Reading, locale: Locale) -> Result<Self, ServiceError> {
        let sections: Vec<(usize, &ProvisionView)> =
            view.provisions.iter().enumerate().filter(|(_, provision)| provision.level == 0).collect();
        let asked = match &reading.chapter {
            None => None,
            Some(id) => Some(
                sections.iter().position(|(_, section)| section.id == *id).ok_or(ServiceError::NotFound)?,
            ),
        };
        let divided = is_long(view.provisions.len()) && sections.len() > 1;
        let shown = divided.then(|| asked.unwrap_or(0));
        let starts: Vec<usize> = sections.iter().map(|(start, _)| *start).collect();
        let entries = sections
            .iter()
            .enumerate()
            .map(|(chapter, (start, section))| {
                let end = starts.get(chapter + 1).copied().unwrap_or(view.provisions.len());
                let inside = view.provisions.get(*start..end).unwrap_or_default();
                let here = shown.is_none_or(|shown| shown == chapter);
                let page = if here {
                    String::new()
                } else {
                    let elsewhere = Reading { chapter: Some(section.id.clone()), ..reading.clone() };
                    format!("/{locale}{}", elsewhere.path(&view.program.id))
                };
                Entry {
                    href: format!("{page}#p-{}", section.id),
                    title: title(section, locale),
                    count: format::number(inside.iter().map(|provision| provision.contributions).sum()),
                    current: shown == Some(chapter),
                }
            })
            .collect();
        Ok(Self { entries, starts, shown })
    }

    /// The lines of the contents.
    pub fn contents(&self) -> Vec<Entry> {
        self.entries.clone()
    }

    /// The provisions of the page.
    pub fn shown<'a>(&self, view: &'a EditionView) -> &'a [ProvisionView] {
        let Some(chapter) = self.shown else { return &view.provisions };
        // Whatever stands before the first section belongs to it.
        let start = if chapter == 0 { 0 } else { self.starts.get(chapter).copied().unwrap_or(0) };
        let end = self.starts.get(chapter + 1).copied().unwrap_or(view.provisions.len());
        view.provisions.get(start..end).unwrap_or_default()
    }

    /// The chapter before the page's.
    pub fn previous(&self) -> Option<Entry> {
        self.entries.get(self.shown?.checked_sub(1)?).cloned()
    }

    /// The chapter after the page's.
    pub fn next(&self) -> Option<Entry> {
        self.entries.get(self.shown? + 1).cloned()
    }
}
