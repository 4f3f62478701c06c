package studio.atelier.platform.problem;

/// One wrong field.
///
/// @param pointer JSON pointer into the request body (`/parameters/size`), or `?name` for a query parameter
/// @param code    short reason in snake case: `required`, `too_long`, `not_allowed`
/// @param detail  what is wrong and what is allowed
public record FieldFault(String pointer, String code, String detail) {}
