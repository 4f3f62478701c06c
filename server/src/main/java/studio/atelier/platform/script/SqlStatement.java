package studio.atelier.platform.script;

import java.util.List;

/// One statement of a file or text.
///
/// @param line  on which it begins, from 1
/// @param text  as written, without the semicolon
/// @param words its first bare words in lower case, outside of quotes and parentheses
public record SqlStatement(int line, String text, List<String> words) {

    public SqlStatement {
        words = List.copyOf(words);
    }

    /// Whether lines of data follow it in the file.
    public boolean copiesFromFile() {
        int from = words.indexOf("from");
        return begins("copy")
                && from > 0
                && from + 1 < words.size()
                && words.get(from + 1).equals("stdin");
    }

    public boolean begins(String word) {
        return !words.isEmpty() && words.getFirst().equals(word);
    }
}
