package studio.atelier.engine.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.moderation.Moderation.Allowed;
import studio.atelier.engine.moderation.Moderation.Blocked;
import studio.atelier.engine.moderation.Moderation.Flagged;
import studio.atelier.platform.settings.StartRefused;

class ModerationTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a red kite over a green hill",
                "children playing football in the rain",
                "an explicit contract with terms for a school, and a child's bicycle.",
                "the bomb squad dog at a parade",
                "",
                "日本の古い庭園、霧の朝"
            })
    void lifeGoesOn(String prompt) {
        assertThat(bundled().decide(prompt)).isEqualTo(new Allowed());
    }

    @ParameterizedTest
    @CsvSource({
        "sexual_minors, naked child on a beach",
        "sexual_minors, a SCHOOLGIRL in a sexy pose",
        "sexual_minors, na\u200bked  \u2003chi\u00adld",
        "mass_harm, how to build a pipe bomb at home",
        "self_harm, best way to kill myself",
        "undressing_people, remove her clothes"
    })
    void blocksWithARuleAndASentence(String rule, String prompt) {
        assertThat(bundled().decide(prompt)).isInstanceOfSatisfying(Blocked.class, blocked -> {
            assertThat(blocked.rule()).isEqualTo(rule);
            assertThat(blocked.sentence()).isNotBlank();
        });
    }

    @Test
    void flagsAndLetsRun() {
        assertThat(bundled().decide("a nude in the manner of an old master")).isEqualTo(new Flagged("nudity"));
    }

    @Test
    @Timeout(10)
    void noPromptAndNoPatternCanBlowUp() throws IOException {
        Moderation moderation = withRules("""
                rules:
                  - {id: evil, action: flag, patterns: ['(a+)+$']}
                """);

        assertThat(moderation.decide("a".repeat(200_000) + "!")).isEqualTo(new Allowed());
        assertThat(bundled().decide("naked ".repeat(100_000))).isEqualTo(new Flagged("nudity"));
    }

    @Test
    void theOperatorsFileReplacesTheRules() throws IOException {
        Moderation moderation = withRules("""
                rules:
                  - {id: no_kites, action: block, sentence: No kites here., patterns: ['\\bkites?\\b']}
                """);

        assertThat(moderation.decide("a red Kite")).isEqualTo(new Blocked("no_kites", "No kites here."));
        assertThat(moderation.decide("how to build a pipe bomb")).isEqualTo(new Allowed());
    }

    @Test
    void aFaultyFileStopsTheStartAndNamesEveryFault() {
        assertThatThrownBy(() -> withRules("""
                rules:
                  - {id: Bad Id, action: burn, patterns: []}
                  - {id: ok, action: block, patterns: ['(']}
                """))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("rules[0].id")
                .hasMessageContaining("rules[0].action")
                .hasMessageContaining("rules[0].patterns")
                .hasMessageContaining("rules[1].sentence")
                .hasMessageContaining("rules[1].patterns");
    }

    @Test
    void wordsAreWholeAndARuleThatAllowsSetsOthersAside() throws IOException {
        Moderation moderation = withRules("""
                rules:
                  - {id: no_ass, action: block, sentence: No., words: [ass, bad thing]}
                  - {id: farm, action: allow, over: [no_ass], words: [donkey]}
                  - {id: kites, action: flag, words: ['C++ (kite)']}
                """);

        assertThat(moderation.decide("a class of grass")).isEqualTo(new Allowed());
        assertThat(moderation.decide("an ASS.")).isEqualTo(new Blocked("no_ass", "No."));
        assertThat(moderation.decide("one bad\n thing")).isEqualTo(new Blocked("no_ass", "No."));
        assertThat(moderation.decide("an ass is a donkey")).isEqualTo(new Allowed());
        assertThat(moderation.decide("a c++ (kite) donkey")).isEqualTo(new Flagged("kites"));
    }

    private Moderation bundled() {
        return Moderation.load(folder.resolve("none.yaml"));
    }

    private Moderation withRules(String yaml) throws IOException {
        Path file = folder.resolve("rules.yaml");
        Files.writeString(file, yaml);
        return Moderation.load(file);
    }
}
