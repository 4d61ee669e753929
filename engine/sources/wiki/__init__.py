"""Pages of MediaWiki: saved from a browser, exported as XML, packed as ZIM."""
