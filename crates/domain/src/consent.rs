//! Consent to the processing of personal data: which wording a person agreed to.

/// The version of the wording that is shown now. A change of the wording in the catalogues gets a new version; what
/// people agreed to stays recorded with the version of its day.
pub const CURRENT: &str = "2026-11";

/// Every version that was ever shown. A form that was open while the wording changed is taken with its own.
pub const VERSIONS: &[&str] = &[CURRENT];

/// The version of a wording that was shown; `None` for one that never was.
pub fn known(version: &str) -> Option<&'static str> {
    VERSIONS.iter().find(|known| **known == version).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_shown_is_known() {
        assert_eq!(known(CURRENT), Some(CURRENT));
        assert_eq!(known("1999-01"), None);
    }
}
