package studio.atelier.platform.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.settings.StartRefused;

class SqlReaderTest {

    /// Whatever a statement is made of, its semicolons stay in it and the next one begins where it ends.
    @Property
    void splitsWhatWasJoined(@ForAll("statements") List<String> statements) throws IOException {
        String file = String.join(";\n", statements) + ";";

        assertThat(texts(file)).isEqualTo(statements);
    }

    @Property
    void knowsTheLineOfEachStatement(@ForAll("statements") List<String> statements) throws IOException {
        String file = String.join(";\n", statements) + ";";
        int expected = 1;

        for (SqlStatement statement : read(file)) {
            assertThat(statement.line()).as(statement.text()).isEqualTo(expected);
            expected += (int) statement.text().chars().filter(c -> c == '\n').count() + 1;
        }
    }

    @Provide
    Arbitrary<List<String>> statements() {
        Arbitrary<String> piece = Arbitraries.of(
                "'x;y'",
                "'it''s; \\'",
                "E'a\\';b''\\';'",
                "e'\\\\'",
                "\"odd;\"\"name\"",
                "$$ body; 'quote $$",
                "$tag$ ; $$ $tagx$ $tag $tag$",
                "$1",
                "a$b$c",
                "-- note; 'open\n",
                "/* ; /* nested ' */ $$ */",
                "(a; (b;))",
                "1e5",
                "->>",
                "ünïcode",
                "::text",
                "u&'d\\0061t;a'",
                "begin",
                "end");
        return piece.list()
                .ofMinSize(0)
                .ofMaxSize(6)
                .map(pieces -> "select " + String.join(" ", pieces) + " 1")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Test
    void keepsTheBodyOfARoutineTogether() throws IOException {
        String function = """
                create or replace function f() returns int begin atomic
                  select case when true then 1 else 2 end;
                  select 3;
                end""";

        assertThat(texts(function + "; select 1;")).containsExactly(function, "select 1");
    }

    @Test
    void readsDataOfCopyBetweenStatements() throws IOException {
        String file = """
                \\restrict abc
                copy public.t (a, b) from stdin;
                1\tit's; $$
                \\N\t\\\\.
                \\.

                select 1;
                \\unrestrict abc
                """;
        try (var reader = new SqlReader("dump.sql", new StringReader(file))) {
            SqlStatement copy = reader.next().orElseThrow();
            assertThat(copy.copiesFromFile()).isTrue();
            assertThat(copy.line()).isEqualTo(2);
            reader.beginCopy();
            assertThat(reader.copyLine()).isEqualTo("1\tit's; $$");
            assertThat(reader.copyLine()).isEqualTo("\\N\t\\\\.");
            assertThat(reader.copyLine()).isNull();
            SqlStatement select = reader.next().orElseThrow();
            assertThat(select.text()).isEqualTo("select 1");
            assertThat(select.line()).isEqualTo(7);
            assertThat(reader.next()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"copy t to stdout", "copy t from '/file'", "select 'copy t from stdin'", "insert into copy"})
    void takesOnlyCopyFromStdinForData(String statement) throws IOException {
        assertThat(read(statement)).singleElement().matches(found -> !found.copiesFromFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n'open", "\n\"open", "\nselect $a$ open $b$", "\n/* /* open */", "\nE'open\\'"})
    void saysWhereSomethingOpenBegins(String file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("test.sql, line 2:")
                .hasMessageContaining("never closed");
    }

    @Test
    void refusesCommandsOfPsql() {
        assertThatThrownBy(() -> read("select 1;\n\\connect other\n"))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("test.sql, line 2: \\connect is a command of psql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";;\n;", "-- nothing", "/* nothing */ ; -- more\n"})
    void findsNothingWhereNothingIs(String file) throws IOException {
        assertThat(read(file)).isEmpty();
    }

    private static List<String> texts(String file) throws IOException {
        return read(file).stream().map(SqlStatement::text).toList();
    }

    private static List<SqlStatement> read(String file) throws IOException {
        List<SqlStatement> statements = new ArrayList<>();
        try (var reader = new SqlReader("test.sql", new StringReader(file))) {
            for (Optional<SqlStatement> next = reader.next(); next.isPresent(); next = reader.next()) {
                statements.add(next.get());
            }
        }
        return statements;
    }
}
