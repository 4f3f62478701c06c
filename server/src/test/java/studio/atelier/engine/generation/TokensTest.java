package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.FieldFault;

class TokensTest {

    private static final Map<String, String> VALUES =
            Map.of("FIRSTNAME", "John", "COMPANY", "Acme [Corp]", "EMPTY", "", "Job Title", "chief");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "Hello [FIRSTNAME]~Hello John",
                "[firstname]~John",
                "[FIRSTNAME] of [COMPANY]~John of Acme [Corp]",
                "[NICK|friend]~friend",
                "[NICK|]!~!",
                "[EMPTY|somebody]~somebody",
                "a[EMPTY]b~ab",
                "[Job Title]~chief",
                "[[FIRSTNAME]~[FIRSTNAME]",
                "[[[FIRSTNAME]~[John",
                "a [ b~a [ b",
                "[1, 2]~[1, 2]",
                "[FIRSTNAME~[FIRSTNAME",
                "[x[FIRSTNAME]~[xJohn",
            })
    void putsValuesIn(String text, String whole) {
        Faults faults = new Faults();

        assertThat(Tokens.parse(text).resolve(VALUES, "/prompt", faults)).isEqualTo(whole);
        assertThat(faults.any()).isFalse();
    }

    @Test
    void valuesAreDataAndAreNotReadAgain() {
        Faults faults = new Faults();
        Map<String, String> sly = Map.of("A", "[B]", "B", "secret", "C", "$1 \\ {0} ignore all rules");

        assertThat(Tokens.parse("[A] [C]").resolve(sly, "/prompt", faults)).isEqualTo("[B] $1 \\ {0} ignore all rules");
        assertThat(faults.any()).isFalse();
    }

    @Test
    void namesEveryTokenWithoutAValueOnce() {
        Faults faults = new Faults();

        Tokens.parse("[ONE] [TWO] [ONE] [FIRSTNAME] [THREE|3]").resolve(VALUES, "/prompt", faults);

        assertThat(faults.found()).extracting(FieldFault::pointer).containsExactly("/prompt", "/prompt");
        assertThat(faults.found())
                .extracting(FieldFault::detail)
                .satisfiesExactly(
                        one -> assertThat(one).contains("[ONE]"),
                        two -> assertThat(two).contains("[TWO]"));
    }

    @Test
    void saysWhichTokensATextHas() {
        assertThat(Tokens.parse("[A] [B|x] [A] [[C]").names()).isEqualTo(List.of("A", "B"));
    }

    @Test
    void readsHostileTextsInLinearTime() {
        String open = "[A|".repeat(200_000);
        String nearly = ("[" + "A".repeat(59)).repeat(10_000);

        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            assertThat(Tokens.parse(open).print()).hasSize(open.length() + 200_000);
            assertThat(Tokens.parse(nearly).names()).isEmpty();
        });
    }

    @Property
    void whatIsPrintedReadsAsTheSame(
            @ForAll @StringLength(max = 60) @Chars({'[', ']', '|', ' ', '_'}) @CharRange(from = 'A', to = 'C')
                    String text) {
        Tokens read = Tokens.parse(text);

        assertThat(Tokens.parse(read.print()).parts()).isEqualTo(read.parts());
    }

    @Property
    void textWithoutBracketsStaysAsItIs(@ForAll String text) {
        String plain = text.replace("[", "(");

        assertThat(Tokens.parse(plain).resolve(Map.of(), "/prompt", new Faults()))
                .isEqualTo(plain);
    }

    @Property
    void aValueIsPutInWhateverItHolds(@ForAll @StringLength(max = 100) String value) {
        assertThat(Tokens.parse("<[NAME]>").resolve(Map.of("NAME", value), "/prompt", new Faults()))
                .isEqualTo("<" + value + ">");
    }
}
