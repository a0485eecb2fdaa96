//! Orders, forms and dossiers on paper: PDF/A in three languages, set without a browser or network.
