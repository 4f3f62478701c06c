package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.IdentityProblem;

class PlainTextRulesTest {

    @Test
    void readsAddressesAsPeopleWriteThem() {
        assertThat(EmailAddress.normal("  Ada.L@Example.ORG ")).isEqualTo("ada.l@example.org");
        for (String good : new String[] {"a@b.de", "ada+posters@mail.example.org", "me@localhost", "ö@example.org"}) {
            assertThat(EmailAddress.valid(good)).as(good).isTrue();
        }
        for (String bad :
                new String[] {"", "a", "@b.de", "a@", "a b@c.de", "a@b", "a@b..de", "a@b.de.", "a@@b.de", "<a@b.de>"}) {
            assertThat(EmailAddress.valid(bad)).as(bad).isFalse();
        }
    }

    @Test
    void asksMoreOfAdministrators() {
        var rule = new PasswordRule(6, List.of());

        assertThat(rule.accepts("sixsix")).isTrue();
        assertThat(rule.forAdmin(true).accepts("sixsix")).isFalse();
        assertThat(rule.forAdmin(true).accepts("eight888")).isTrue();
        assertThat(rule.accepts("ü".repeat(37))).isFalse();
        assertThat(new PasswordRule(12, List.of()).forAdmin(true).lengthMin()).isEqualTo(12);
    }

    @Test
    void namesEachProblemOnce() {
        assertThat(java.util.Arrays.stream(IdentityProblem.values()).map(IdentityProblem::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("identity\\.[a-z_]+"));
    }
}
