package studio.atelier.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/// An answer that is a table for a spreadsheet, written row by row (RFC 4180). A text that a spreadsheet
/// would take for a formula gets an apostrophe in front. Not thread-safe.
public final class CsvAnswer {

    private final Writer out;

    private CsvAnswer(Writer out) {
        this.out = out;
    }

    /// Sends the head and the names of the columns.
    ///
    /// @param fileName what a browser saves it as: letters, digits, hyphens and a dot
    public static CsvAnswer begin(HttpServletResponse response, String fileName, String... columns) throws IOException {
        response.setContentType("text/csv; charset=utf-8; header=present");
        response.setCharacterEncoding(UTF_8);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        response.setHeader("Cache-Control", "no-store");
        CsvAnswer answer = new CsvAnswer(response.getWriter());
        answer.row((Object[]) columns);
        return answer;
    }

    /// @param cells as many as there are columns; null is an empty cell
    public void row(@Nullable Object... cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write(cell(cells[i]));
        }
        out.write("\r\n");
    }

    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (!(value instanceof Number) && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
