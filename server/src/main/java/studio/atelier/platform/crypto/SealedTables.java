package studio.atelier.platform.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The one list of tables with sealed secrets that a key rotation walks: `crypto/sealed-tables.txt`.
public record SealedTables(List<SealedTable> all) {

    private static final String LIST = "/crypto/sealed-tables.txt";

    public SealedTables {
        all = List.copyOf(all);
    }

    /// @throws IllegalArgumentException for a line that is not a table and its key
    public static SealedTables bundled() {
        try (InputStream in = SealedTables.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + " is not in the jar");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static SealedTables of(String text) {
        return new SealedTables(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split(" +", 2))
                .map(words -> new SealedTable(words[0], words.length > 1 ? words[1] : ""))
                .toList());
    }
}
