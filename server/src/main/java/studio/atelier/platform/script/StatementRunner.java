package studio.atelier.platform.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Runs statements of a file as they are written, data of COPY included.
final class StatementRunner {

    private static final int COPY_BYTES = 1 << 16;
    private static final int SHOWN_CHARS_MAX = 300;

    private final String name;
    private final SqlReader reader;
    private final Connection connection;

    /// @param name of the file, for sentences
    StatementRunner(String name, SqlReader reader, Connection connection) {
        this.name = name;
        this.reader = reader;
        this.connection = connection;
    }

    void run(SqlStatement statement) throws SQLException, IOException {
        if (statement.copiesFromFile()) {
            copy(statement);
            return;
        }
        try (Statement plain = connection.createStatement()) {
            // Braces are not ours to read.
            plain.setEscapeProcessing(false);
            plain.execute(statement.text());
        }
    }

    private void copy(SqlStatement statement) throws SQLException, IOException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement.text());
        try {
            reader.beginCopy();
            StringBuilder lines = new StringBuilder();
            for (String line = reader.copyLine(); line != null; line = reader.copyLine()) {
                lines.append(line).append('\n');
                if (lines.length() >= COPY_BYTES) {
                    send(copy, lines);
                }
            }
            send(copy, lines);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void send(CopyIn copy, StringBuilder lines) throws SQLException {
        byte[] bytes = lines.toString().getBytes(UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
    }

    /// What went wrong, where, and in which statement.
    String sentence(SqlStatement statement, SQLException failure) {
        ServerErrorMessage said = failure instanceof PSQLException told ? told.getServerErrorMessage() : null;
        int line = statement.line();
        String words = String.valueOf(failure.getMessage());
        if (said != null) {
            line += newlines(statement.text(), said.getPosition() - 1);
            words = String.valueOf(said.getMessage());
            words += said.getDetail() == null ? "" : " " + said.getDetail();
            words += said.getHint() == null ? "" : " Hint: " + said.getHint();
            words += said.getWhere() != null && statement.copiesFromFile() ? " (" + said.getWhere() + ")" : "";
        }
        return "%s, line %d: %s [%s]\n  %s"
                .formatted(name, line, words, failure.getSQLState(), shown(statement.text()));
    }

    static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARS_MAX
                ? line
                : line.substring(0, SHOWN_CHARS_MAX).toString()
                        + String.format(Locale.ROOT, " ... (%d)", line.length());
    }

    private static int newlines(String text, int until) {
        return (int)
                text.chars().limit(Math.max(0, until)).filter(c -> c == '\n').count();
    }
}
