package studio.atelier.backend.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.Identity;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// What policies on `realtime.messages` decide, what the database sends, and whose token counts for how
/// long.
@WithServer({"ATELIER_LIMITS=off", "ATELIER_JWT_SECRET=shared with another issuer, and long enough"})
class PrivateChannelsTest {

    private static final String SECRET = "shared with another issuer, and long enough";
    private static final String ADA = "aaaaaaaa-0000-4000-8000-00000000000a";
    private static final String BOB = "bbbbbbbb-0000-4000-8000-00000000000b";

    private final RunningServer server;
    private final String key;

    PrivateChannelsTest(RunningServer server) {
        this.server = server;
        this.key = server.room(Identity.class).projectKeys().anon();
        // As the operator's own migrations do it: as postgres, who owns nothing else of ours.
        var owner = server.database().asOwner();
        owner.sql("""
                do $$
                begin
                  execute 'set local role postgres';
                  drop policy if exists own_read on realtime.messages;
                  drop policy if exists own_write on realtime.messages;
                  drop policy if exists hall_read on realtime.messages;
                  drop policy if exists seat on realtime.messages;
                  create policy own_read on realtime.messages for select to authenticated
                    using (realtime.topic() = 'user:' || (select auth.uid())::text);
                  create policy own_write on realtime.messages for insert to authenticated
                    with check (realtime.topic() = 'user:' || (select auth.uid())::text
                                and extension in ('broadcast', 'presence'));
                  create policy hall_read on realtime.messages for select to anon, authenticated
                    using (realtime.topic() = 'hall' and extension = 'broadcast');
                  create policy seat on realtime.messages for select to anon
                    using (realtime.topic() = 'balcony'
                           and current_setting('request.headers', true)::json ->> 'x-seat' = 'balcony');
                end $$
                """).update();
    }

    private Phone dial() {
        return Phone.dial(server.url(), "2.0.0", key);
    }

    private static String token(String person, Instant until) {
        try {
            var jws = new JWSObject(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new Payload("{\"role\":\"authenticated\",\"sub\":\"%s\",\"exp\":%d}"
                            .formatted(person, until.getEpochSecond())));
            jws.sign(new MACSigner(SECRET.getBytes(UTF_8)));
            return jws.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String token(String person) {
        return token(person, Instant.now().plusSeconds(600));
    }

    private static String as(String token, String config) {
        return config.substring(0, config.length() - 1) + ",\"access_token\":\"" + token + "\"}";
    }

    @Test
    void letsInWhomAPolicyLetsRead() {
        try (Phone ada = dial();
                Phone bob = dial()) {
            assertThat(ada.join("realtime:user:" + ADA, as(token(ADA), Phone.PRIVATE))
                            .status())
                    .isEqualTo("ok");

            assertThat(bob.join("realtime:user:" + ADA, as(token(BOB), Phone.PRIVATE))
                            .reason())
                    .isEqualTo(
                            "Unauthorized: You do not have permissions to read from this Channel topic: user:" + ADA);
            assertThat(bob.join("realtime:user:" + ADA, Phone.PRIVATE).status()).isEqualTo("error");
            assertThat(bob.join("realtime:nowhere", as(token(BOB), Phone.PRIVATE))
                            .status())
                    .isEqualTo("error");
        }
    }

    @Test
    void showsPoliciesTheHeadersOfTheHandshake() {
        try (Phone phone = dial()) {
            assertThat(phone.join("realtime:balcony", Phone.PRIVATE).status()).isEqualTo("ok");
        }
    }

    @Test
    void dropsWhatAPolicyDoesNotLetSend() {
        try (Phone ada = dial();
                Phone bob = dial();
                Phone operator = Phone.dial(
                        server.url(),
                        "2.0.0",
                        server.room(Identity.class).projectKeys().secret().reveal())) {
            ada.joins("realtime:hall", as(token(ADA), Phone.PRIVATE.replace("\"ack\":false", "\"ack\":true")));
            bob.joins("realtime:hall", Phone.PRIVATE);
            operator.joins("realtime:hall", Phone.PRIVATE);

            String ref = ada.push("realtime:hall", "x", true, "{\"from\":\"ada\"}".getBytes(UTF_8));
            assertThat(ada.rest()).noneMatch(each -> ref.equals(each.ref()));
            assertThat(bob.broadcasts()).isEmpty();

            operator.broadcast("realtime:hall", "x", "{\"from\":\"operator\"}");
            assertThat(bob.hears("broadcast").payload().at("/payload/from").asString())
                    .isEqualTo("operator");
        }
    }

    @Test
    void tellsNobodyElseOfAPrivateTopic() {
        String topic = "realtime:user:" + ADA;
        try (Phone ada = dial();
                Phone adaAgain = dial();
                Phone bob = dial()) {
            ada.joins(topic, as(token(ADA), Phone.PRIVATE));
            adaAgain.joins(topic, as(token(ADA), Phone.PRIVATE));
            bob.joins(topic, Phone.PUBLIC);
            bob.join(topic.replace(ADA, "other"), as(token(BOB), Phone.PRIVATE));

            ada.broadcast(topic, "x", "{\"n\":1}");
            rest("user:" + ADA, token(BOB));
            rest("user:" + ADA, token(ADA));

            assertThat(adaAgain.hears("broadcast").payload().at("/payload/n").asInt())
                    .isEqualTo(1);
            assertThat(adaAgain.hears("broadcast").payload().at("/payload/by").asString())
                    .isEqualTo(token(ADA).isEmpty() ? "" : "rest");
            assertThat(adaAgain.broadcasts()).isEmpty();
            assertThat(bob.broadcasts()).isEmpty();
        }
    }

    private void rest(String topic, String token) {
        var answer = server.post(
                "/realtime/v1/api/broadcast",
                "{\"messages\":[{\"topic\":\"%s\",\"event\":\"x\",\"private\":true,\"payload\":{\"by\":\"rest\"}}]}"
                        .formatted(topic),
                "apikey",
                key,
                "Authorization",
                "Bearer " + token);
        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @Test
    void asksAgainUnderAnotherToken() {
        String topic = "realtime:user:" + ADA;
        try (Phone ada = dial()) {
            String join = ada.joins(topic, as(token(ADA), Phone.PRIVATE));

            ada.send(
                    join,
                    topic,
                    "access_token",
                    "{\"access_token\":\"" + token(ADA, Instant.now().plusSeconds(900)) + "\"}");
            ada.send(join, topic, "access_token", "{\"access_token\":null}");
            ada.send(join, topic, "access_token", "{\"access_token\":\"sb_publishable_x\"}");
            assertThat(ada.rest()).isEmpty();

            ada.send(join, topic, "access_token", "{\"access_token\":\"" + token(BOB) + "\"}");
            var system = ada.hears("system").payload();
            assertThat(system.path("status").asString()).isEqualTo("error");
            assertThat(system.path("message").asString())
                    .isEqualTo("You do not have permissions to read from this Channel topic: user:" + ADA);
            ada.hears("phx_close");
        }
    }

    @Test
    void closesAChannelWhenItsTokenEnds() {
        try (Phone ada = dial()) {
            String join = ada.joins("realtime:open", as(token(ADA, Instant.now().plusSeconds(2)), Phone.PUBLIC));
            ada.joins("realtime:other", Phone.PUBLIC);

            assertThat(ada.hears("system").payload().path("message").asString()).isEqualTo("Token has expired");
            assertThat(ada.hears("phx_close").joinRef()).isEqualTo(join);
            assertThat(ada.open()).isTrue();
        }
    }

    @Test
    void refusesATokenThatIsNone() {
        try (Phone phone = dial()) {
            assertThat(phone.join("realtime:a", as(token(ADA, Instant.now().minusSeconds(60)), Phone.PUBLIC))
                            .reason())
                    .isEqualTo("InvalidJWTToken: Token has expired");
            assertThat(phone.join("realtime:a", as("a.b.c", Phone.PUBLIC)).reason())
                    .isEqualTo("MalformedJWT: The token provided is not a valid JWT");
            assertThat(phone.join("realtime:a", as(token(ADA) + "x", Phone.PUBLIC))
                            .status())
                    .isEqualTo("error");
        }
    }

    @Test
    void tellsWhatTheDatabaseSends() {
        var owner = server.database().asOwner();
        try (Phone ada = dial();
                Phone open = dial()) {
            ada.joins("realtime:user:" + ADA, as(token(ADA), Phone.PRIVATE));
            open.joins("realtime:user:" + ADA, Phone.PUBLIC);

            owner.sql("select realtime.send('{\"n\":1}', 'made', 'user:" + ADA + "')")
                    .query()
                    .singleRow();
            owner.sql("select realtime.send_binary('\\x00ff', 'bytes', 'user:" + ADA + "')")
                    .query()
                    .singleRow();
            owner.sql("select realtime.send('{\"n\":3}', 'open', 'user:" + ADA + "', false)")
                    .query()
                    .singleRow();

            var made = ada.hears("broadcast").payload();
            assertThat(made.at("/payload/n").asInt()).isEqualTo(1);
            assertThat(made.at("/payload/id").asString())
                    .isEqualTo(made.at("/meta/id").asString());
            assertThat(UUID.fromString(made.at("/meta/id").asString())).isNotNull();
            assertThat(ada.hears("broadcast").bytes()).containsExactly(0, 0xff);
            assertThat(open.hears("broadcast").payload().path("event").asString())
                    .isEqualTo("open");
            assertThat(ada.broadcasts()).isEmpty();
            assertThat(open.broadcasts()).isEmpty();
        }
    }

    @Test
    void tellsChangesThatATriggerBroadcasts() {
        var owner = server.database().asOwner();
        owner.sql("""
                create table public.seats (id int primary key, taken_by text);
                alter table public.seats enable row level security, force row level security;
                create function public.tell_seat() returns trigger language plpgsql as $$
                begin
                  perform realtime.broadcast_changes('hall', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
                  return null;
                end $$;
                create trigger tell after insert or update or delete on public.seats
                  for each row execute function public.tell_seat();
                """).update();
        try (Phone bob = dial()) {
            bob.joins("realtime:hall", Phone.PRIVATE);

            owner.sql("insert into public.seats values (7, 'ada')").update();
            owner.sql("update public.seats set taken_by = 'bob'").update();

            var made = bob.hears("broadcast").payload();
            assertThat(made.path("event").asString()).isEqualTo("INSERT");
            assertThat(made.at("/payload/record/taken_by").asString()).isEqualTo("ada");
            assertThat(made.at("/payload/table").asString()).isEqualTo("seats");
            assertThat(bob.hears("broadcast")
                            .payload()
                            .at("/payload/old_record/taken_by")
                            .asString())
                    .isEqualTo("ada");
        } finally {
            owner.sql("drop table public.seats; drop function public.tell_seat()")
                    .update();
        }
    }

    @Test
    void repeatsWhatWasSentBefore() {
        var owner = server.database().asOwner();
        try (Phone present = dial()) {
            present.joins("realtime:user:" + BOB, as(token(BOB), Phone.PRIVATE));
            for (int n = 1; n <= 3; n++) {
                owner.sql("select realtime.send('{\"n\":" + n + "}', 'past', 'user:" + BOB + "')")
                        .query()
                        .singleRow();
                // What was told to those who are there is the past of whoever comes after it.
                present.hears("broadcast");
            }
        }
        String replay = Phone.PRIVATE.replace("\"ack\":false", "\"replay\":{\"since\":0,\"limit\":2}");
        try (Phone bob = dial()) {
            bob.joins("realtime:user:" + BOB, as(token(BOB), replay));

            for (int n : List.of(2, 3)) {
                var again = bob.hears("broadcast").payload();
                assertThat(again.at("/payload/n").asInt()).isEqualTo(n);
                assertThat(again.at("/meta/replayed").asBoolean()).isTrue();
            }
            assertThat(bob.broadcasts()).isEmpty();
            assertThat(bob.join("realtime:user:" + BOB, replay.replace("\"private\":true", "\"private\":false"))
                            .reason())
                    .isEqualTo("UnableToReplayMessages: Replay is not allowed for public channels");
            assertThat(bob.join("realtime:user:" + BOB, as(token(BOB), replay.replace(":0,", ":\"x\",")))
                            .reason())
                    .isEqualTo("UnableToReplayMessages: Replay params are not valid");
        }
    }

    @Test
    void nothingOfAQuestionToThePoliciesStays() {
        try (Phone ada = dial()) {
            String topic = "realtime:user:" + ADA;
            ada.joins(topic, as(token(ADA), Phone.PRIVATE));
            ada.push(topic, "x", true, "{}".getBytes(UTF_8));
            ada.rest();

            assertThat(server.database()
                            .asOwner()
                            .sql("select count(*) from realtime.messages where event is null")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void keepsThePartsOfTheDaysItNeeds() {
        var owner = server.database().asOwner();
        owner.sql("""
                create table realtime.messages_2020_01_01 partition of realtime.messages
                  for values from ('2020-01-01 00:00+00') to ('2020-01-02 00:00+00')
                """).update();

        owner.sql("select realtime.keep_partitions('72 hours')").query().singleRow();

        List<String> parts = owner.sql("""
                        select inhrelid::regclass::text from pg_inherits
                        where inhparent = 'realtime.messages'::regclass order by 1
                        """).query(String.class).list();
        assertThat(parts).hasSizeGreaterThanOrEqualTo(4).noneMatch(part -> part.endsWith("2020_01_01"));
    }
}
