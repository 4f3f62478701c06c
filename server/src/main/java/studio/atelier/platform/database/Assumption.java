package studio.atelier.platform.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Who the statements of a transaction run as. It is said with the first of them and not before: a person's work
/// that is the system's at once saves a round trip.
final class Assumption {

    /// Within a select of nothing, so that what is set is not sent back. What is volatile is never
    /// planned away.
    static final String SQL = """
            select from (select set_config('role', ?, true), set_config('request.jwt.claims', ?, true),
              set_config('application_name', ?, true)) as assumed""";

    private final String role;
    private final String claims;
    private final String reason;
    private boolean said;

    /// @param reason stands in the statement log of the database as `application_name`
    Assumption(String role, String claims, String reason) {
        this.role = role;
        this.claims = claims;
        this.reason = reason;
    }

    /// The same claims in another role.
    ///
    /// @return this where it has the role already
    Assumption become(String other, String why) {
        return role.equals(other) ? this : new Assumption(other, claims, why);
    }

    boolean said() {
        return said;
    }

    /// @return the position of the next value
    int bind(PreparedStatement statement) throws SQLException {
        statement.setString(1, role);
        statement.setString(2, claims);
        statement.setString(3, "atelier " + reason);
        return 4;
    }

    void wasSaid() {
        said = true;
    }
}
