package studio.atelier.platform.script;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import studio.atelier.platform.settings.StartRefused;

/// One file of plain SQL, run as psql runs it: each statement by itself unless the file says `begin`, and
/// nothing after the first that fails.
public final class SqlFile {

    private SqlFile() {}

    /// @param connection of the role to run as, in auto-commit
    /// @return how many statements ran
    /// @throws StartRefused with file, line and statement of the first that fails
    public static int run(Path file, Connection connection) {
        String name = file.toString();
        try (var reader = new SqlReader(name, Files.newBufferedReader(file))) {
            var runner = new StatementRunner(name, reader, connection);
            int count = 0;
            for (Optional<SqlStatement> next = reader.next(); next.isPresent(); next = reader.next()) {
                try {
                    runner.run(next.get());
                    count++;
                } catch (SQLException failure) {
                    throw new StartRefused(
                            runner.sentence(next.get(), failure) + "\nThe " + count + " statements before it were run;"
                                    + " with begin; and commit; around them the file runs whole or not at all.",
                            failure);
                }
            }
            return count;
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    static StartRefused unreadable(Path file, IOException failure) {
        return new StartRefused(
                file + " cannot be read" + (failure instanceof CharacterCodingException ? ": it is not UTF-8." : "."),
                failure);
    }
}
