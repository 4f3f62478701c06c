/// Whether row-level security stands on every table that people can reach: the catalog is walked, and every
/// exposed table is tried out role by role. A new table that people may touch is registered in
/// `ExposedTables`.
@org.jspecify.annotations.NullMarked
package studio.atelier.walls;
