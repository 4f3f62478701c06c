package studio.atelier.platform.settings;

/// One setting as the reference table shows it.
///
/// @param name    `ATELIER_...`
/// @param kind    what it takes, in words: `port 1 to 65535`, `on or off`, `duration such as 30s or 24h`
/// @param initial the value it has when it is not set; empty when there is none
/// @param purpose one sentence
public record Setting(String name, String kind, String initial, String purpose) {}
