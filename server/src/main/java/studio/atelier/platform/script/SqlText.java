package studio.atelier.platform.script;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.atelier.platform.settings.StartRefused;

/// Statements that somebody typed.
public final class SqlText {

    private SqlText() {}

    /// @return in their order; empty when there is nothing but comments
    /// @throws StartRefused when a quote or comment is never closed, or one is a command of psql
    public static List<SqlStatement> statements(String text) {
        List<SqlStatement> statements = new ArrayList<>();
        try (var reader = new SqlReader("SQL", new StringReader(text))) {
            for (Optional<SqlStatement> next = reader.next(); next.isPresent(); next = reader.next()) {
                statements.add(next.get());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return statements;
    }
}
