package studio.atelier.walls;

import java.util.Set;

/// What somebody may do with a row.
///
/// @param read   see it
/// @param insert the columns a new one may bring; empty for none
/// @param update the columns that may change
/// @param delete remove it
record May(boolean read, Set<String> insert, Set<String> update, boolean delete) {

    static final May NOTHING = new May(false, Set.of(), Set.of(), false);
    static final May READ = new May(true, Set.of(), Set.of(), false);

    May insert(String... columns) {
        return new May(read, Set.of(columns), update, delete);
    }

    May update(String... columns) {
        return new May(read, insert, Set.of(columns), delete);
    }

    May deleting() {
        return new May(read, insert, update, true);
    }
}
