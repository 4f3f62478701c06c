package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.backend.identity.internal.Mailbox.claims;
import static studio.atelier.backend.identity.internal.Mailbox.json;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// Which accounts go by themselves, and which never.
@WithServer({
    "ATELIER_OWNER_EMAIL=owner@example.org",
    "ATELIER_OWNER_PASSWORD=a long enough one",
    "ATELIER_AUTH_SIGNUP=on",
    "ATELIER_AUTH_AUTOCONFIRM=off",
    "ATELIER_AUTH_ANONYMOUS=on",
    "ATELIER_AUTH_SEND_INTERVAL=1s",
    "ATELIER_AUTH_UNCONFIRMED_KEEP=2d",
    "ATELIER_AUTH_ANONYMOUS_KEEP=3d",
    "ATELIER_LIMITS=off"
})
class AccountSweepTest {

    private final RunningServer server;
    private final Mailbox client;

    AccountSweepTest(RunningServer server) {
        this.server = server;
        this.client = new Mailbox(server);
    }

    @Test
    void removesWhatWasNeverConfirmedAndNobodyElse() {
        client.newPerson("member@example.org", "secret one");
        client.signUp("never@example.org", "secret one");
        client.signUp("reminded@example.org", "secret one");
        client.signUp("fresh@example.org", "secret one");
        older("email in ('owner@example.org', 'member@example.org', 'never@example.org', 'reminded@example.org')", 3);
        run("update auth.users set confirmation_sent_at = now() where email = 'reminded@example.org'");

        assertThat(server.room(AccountSweep.class).sweep()).isEqualTo(1);

        assertThat(emails())
                .contains("owner@example.org", "member@example.org", "reminded@example.org", "fresh@example.org")
                .doesNotContain("never@example.org");
        assertThat(server.database()
                        .asOwner()
                        .sql(
                                "select detail ->> 'reason' from atelier.audit_entries where action = 'identity.account_swept'")
                        .query(String.class)
                        .list())
                .contains("never_confirmed");
        assertThat(client.to("never@example.org")).as("messages to them").isEmpty();
        assertThat(server.room(AccountSweep.class).sweep()).as("once").isZero();
    }

    @Test
    void removesNamelessOnesOnlyOnceNobodyCanComeBack() {
        String left = anonymous();
        String standing = anonymous();
        String recent = anonymous();
        older("id in ('" + left + "', '" + standing + "')", 4);
        run("update auth.sessions set idle_until = now() - interval '1 hour' where user_id in ('" + left + "', '"
                + recent + "')");
        run("alter table auth.sessions disable trigger sessions_touch");
        run("update auth.sessions set updated_at = now() - interval '4 days' where user_id in ('" + left + "', '"
                + standing + "')");
        run("alter table auth.sessions enable trigger sessions_touch");

        server.room(AccountSweep.class).sweep();

        assertThat(ids()).contains(standing, recent).doesNotContain(left);
    }

    private String anonymous() {
        return claims(json(client.post("/signup", "{}"))).path("sub").asString();
    }

    private void older(String who, int days) {
        run("update auth.users set created_at = created_at - interval '" + days + " days', last_sign_in_at ="
                + " last_sign_in_at - interval '" + days + " days', confirmation_sent_at = confirmation_sent_at"
                + " - interval '" + days + " days' where " + who);
    }

    private void run(String sql) {
        server.database().asOwner().sql(sql).update();
    }

    private List<String> emails() {
        return server.database()
                .asOwner()
                .sql("select email from auth.users where email is not null")
                .query(String.class)
                .list();
    }

    private List<String> ids() {
        return server.database()
                .asOwner()
                .sql("select id::text from auth.users")
                .query(String.class)
                .list();
    }
}
