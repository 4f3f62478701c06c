package studio.atelier.backend.realtime.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.feed.TestFeed;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.json.JsonMapper;

/// The server's verdict is the database's: random policies of the recognised kind, rows and claims.
@WithDatabase
class PolicyVerdictTest {

    private static final int POLICIES = 60;
    private static final int ROWS = 25;
    private static final long SEED = 20261121;

    private static final List<String> LEAVES = List.of(
            "user_id = auth.uid()",
            "(select auth.uid()) = user_id",
            "owner_id = (select auth.uid())::text",
            "label = auth.uid()::text",
            "org_id = any ((select auth.permitted_orgs('projects.read'))::uuid[])",
            "org_id = any (auth.permitted_orgs('projects.update'))",
            "user_id is null",
            "org_id is not null",
            "auth.uid() is null",
            "is_public",
            "is_public = true",
            "not is_public",
            "is_public = false",
            "true",
            "false",
            "owner_id = 'shared'",
            "label = 'it''s \"quoted\"'",
            "kind = 2",
            "auth.role() = 'authenticated'",
            "user_id = '0190A1B2-0000-7000-8000-00000000000a'");

    private final TestDatabase database;
    private final Random random = new Random(SEED);
    private final List<UUID> people = new ArrayList<>();
    private final List<UUID> orgs = new ArrayList<>();

    PolicyVerdictTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void agreesWithTheDatabase() throws InterruptedException {
        organisations();
        run(
                "create table public.trial (id bigint primary key, user_id uuid, org_id uuid, owner_id text, label varchar(80),"
                        + " is_public boolean, kind integer)");
        run("alter table public.trial enable row level security");
        run("grant select on public.trial to anon, authenticated");
        run("alter publication supabase_realtime add table public.trial");
        for (int i = 1; i <= ROWS; i++) {
            row(i);
        }
        List<Audience> audiences = audiences();
        int recognised = 0;
        int visible = 0;
        try (TestFeed feed = new TestFeed(database)) {
            var memberships = new Memberships(database.transactions(), feed.visibility());
            var checks = new RowChecks(database.transactions(), JsonMapper.shared());
            List<Map<String, @Nullable String>> rows = rows();
            for (int i = 0; i < POLICIES; i++) {
                policies();
                Shape shape = shape();
                for (Audience audience : audiences) {
                    Viewer viewer = Viewer.of(audience, JsonMapper.shared());
                    if (viewer.uid() != null) {
                        memberships.prepare(Set.of(viewer.uid()));
                    }
                    Shape.Rights rights = shape.rights().get(audience.role());
                    assertThat(rights).isNotNull();
                    assertThat(rights.rule()).as(described()).isInstanceOf(Shape.Rows.ByRule.class);
                    recognised++;
                    Rule rule = ((Shape.Rows.ByRule) rights.rule()).rule();
                    Set<RowChecks.Sight> wanted = new HashSet<>();
                    Set<RowChecks.Sight> ours = new HashSet<>();
                    for (Map<String, @Nullable String> row : rows) {
                        var sight = new RowChecks.Sight(audience, List.of(String.valueOf(row.get("id"))));
                        wanted.add(sight);
                        if (Rule.of(rule, row, viewer, memberships) == Rule.Truth.TRUE) {
                            ours.add(sight);
                        }
                    }
                    visible += ours.size();
                    assertThat(ours)
                            .as("%s as %s %s", described(), audience.role(), audience.claimsJson())
                            .isEqualTo(checks.seen(shape, wanted));
                }
            }
        }
        assertThat(recognised).isEqualTo(POLICIES * audiences.size());
        assertThat(visible).as("rows that somebody sees").isBetween(1, recognised * ROWS - 1);
    }

    private void organisations() {
        people.add(UUID.fromString("0190a1b2-0000-7000-8000-00000000000a"));
        people.add(UUID.fromString("0190a1b2-0000-7000-8000-00000000000b"));
        people.add(UUID.fromString("0190a1b2-0000-7000-8000-00000000000c"));
        for (UUID person : people) {
            run("insert into auth.users (id, email) values ('" + person + "', '" + person + "@x.example')");
        }
        String[] roles = {"viewer", "member", "admin", "owner"};
        for (int i = 0; i < 3; i++) {
            UUID org = database.ids().next();
            orgs.add(org);
            run("insert into public.orgs (id, name) values ('" + org + "', 'org')");
            for (UUID person : people) {
                if (random.nextInt(3) > 0) {
                    run("insert into public.memberships (org_id, user_id, role) values ('" + org + "', '" + person
                            + "', '" + roles[random.nextInt(roles.length)] + "')");
                }
            }
        }
    }

    private List<Audience> audiences() {
        List<Audience> audiences = new ArrayList<>();
        List<String> claims = new ArrayList<>(List.of(
                "{}",
                "{\"role\":\"authenticated\"}",
                "{\"sub\":\"no uuid\",\"role\":\"authenticated\"}",
                "{\"sub\":5,\"role\":\"other\"}",
                "{\"sub\":null,\"role\":null}",
                "{\"sub\":\"" + people.getFirst().toString().toUpperCase(java.util.Locale.ROOT)
                        + "\",\"role\":\"authenticated\"}"));
        people.forEach(person -> claims.add("{\"sub\":\"" + person + "\",\"role\":\"authenticated\"}"));
        for (String each : claims) {
            audiences.add(new Audience("authenticated", each, ChangesCase.FOREVER));
        }
        audiences.add(new Audience("anon", claims.getLast(), ChangesCase.FOREVER));
        audiences.add(new Audience("anon", "", ChangesCase.FOREVER));
        return audiences;
    }

    private void row(int id) {
        String owner = pick("null", "'shared'", "'" + any(people) + "'", "'" + any(people) + "'");
        String label = pick("null", "'it''s \"quoted\"'", "'" + any(people) + "'");
        run("insert into public.trial values (" + id + ", "
                + pick("null", "'" + any(people) + "'", "'" + any(people) + "'")
                + ", " + pick("null", "'" + any(orgs) + "'", "'" + any(orgs) + "'") + ", " + owner + ", " + label + ", "
                + pick("null", "true", "false") + ", " + pick("null", "1", "2") + ")");
    }

    /// One to three of them, for all or for one role.
    private void policies() {
        run(
                "drop policy if exists p0 on public.trial",
                "drop policy if exists p1 on public.trial",
                "drop policy if exists p2 on public.trial");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            run("create policy p" + i + " on public.trial for " + pick("select", "all") + " to "
                    + pick("public", "authenticated", "anon") + " using (" + condition(3) + ")");
        }
    }

    private String condition(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 1 -> "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
            case 2 -> "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
            case 3 -> "not (" + condition(depth - 1) + ")";
            default -> LEAVES.get(random.nextInt(LEAVES.size()));
        };
    }

    private Shape shape() {
        return new ShapeStore(database.transactions(), JsonMapper.shared())
                .read().tables().values().stream()
                        .filter(shape -> shape.table().equals("trial"))
                        .findFirst()
                        .orElseThrow();
    }

    /// As the log has them.
    private List<Map<String, @Nullable String>> rows() {
        List<String> names = List.of("id", "user_id", "org_id", "owner_id", "label", "is_public", "kind");
        return database.asOwner()
                .sql(
                        "select id, user_id, org_id, owner_id, label, case when is_public then 't' when not is_public then 'f' end"
                                + " as is_public, kind from public.trial")
                .query((row, _) -> {
                    Map<String, @Nullable String> values = new HashMap<>();
                    for (String name : names) {
                        values.put(name, row.getString(name));
                    }
                    return values;
                })
                .list();
    }

    private String described() {
        return database.asOwner()
                .sql("select string_agg(roles::text || ': ' || qual, '; ') from pg_policies where tablename = 'trial'")
                .query(String.class)
                .optional()
                .orElse("no policy");
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private UUID any(List<UUID> some) {
        return some.get(random.nextInt(some.size()));
    }

    private void run(String... statements) {
        for (String statement : statements) {
            database.asOwner().sql(statement).update();
        }
    }
}
