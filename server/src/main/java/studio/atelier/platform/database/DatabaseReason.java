package studio.atelier.platform.database;

import org.postgresql.util.PSQLException;

/// Why the database refused, in its own words and without the statement: ours may hold the verifier of a
/// password.
final class DatabaseReason {

    private static final int DEPTH_MAX = 10;

    private DatabaseReason() {}

    /// @param failure whose causes are searched for the answer of the database
    static String of(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; depth < DEPTH_MAX && at != null; depth++) {
            if (at instanceof PSQLException refused && refused.getServerErrorMessage() != null) {
                return refused.getServerErrorMessage().getMessage() + ".";
            }
            at = at.getCause();
        }
        return String.valueOf(failure.getMessage());
    }
}
