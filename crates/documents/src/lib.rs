//! Documents in and out: DOCX, XLSX, Markdown, CSV, JSON.
