package studio.atelier.platform.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.platform.settings.StartRefused;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class OperatorSqlTest {

    private final TestDatabase database;
    private final JdbcClient owner;

    @TempDir
    private Path folder;

    OperatorSqlTest(TestDatabase database) {
        this.database = database;
        this.owner = database.asOwner();
    }

    @Test
    void runsADumpAsTheRolePostgres() throws Exception {
        int count = run("""
                -- as pg_dump writes it
                \\restrict x
                set standard_conforming_strings = on;
                create table public.films (id int primary key, title text);
                alter table public.films owner to postgres;
                create function public.shout(t text) returns text language sql as $_$ select upper($1) || ';' $_$;
                copy public.films (id, title) from stdin;
                1\tAlien; or 'so'
                2\t\\N
                \\.
                select count(*) from public.films;
                \\unrestrict x
                """);

        assertThat(count).isEqualTo(6);
        assertThat(owner.sql("select title from public.films order by id")
                        .query(String.class)
                        .list())
                .containsExactly("Alien; or 'so'", null);
        assertThat(owner.sql("select tableowner from pg_tables where tablename = 'films'")
                        .query(String.class)
                        .single())
                .isEqualTo("postgres");
    }

    @Test
    void grantsWhatItMakesToTheRolesOfTheApi() throws Exception {
        run("""
                create table public.notes (id int, owner uuid default auth.uid() references auth.users);
                alter table public.notes enable row level security;
                create policy own on public.notes to authenticated
                  using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
                """);
        Actor mine = database.person(UUID.randomUUID() + "@example.org");
        Actor other = database.person(UUID.randomUUID() + "@example.org");

        database.transactions()
                .asUser(
                        mine,
                        tx -> tx.sql("insert into public.notes (id) values (1)").update());

        assertThat(notes(mine)).isEqualTo(1);
        assertThat(notes(other)).isZero();
    }

    @Test
    void namesFileLineAndStatementOfAFailureAndKeepsWhatCameBefore() throws Exception {
        assertThatThrownBy(() -> run("create table public.kept (id int);\n\nselect 1,\n  missing\nfrom public.kept;"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("file.sql, line 4:")
                .hasMessageContaining("missing")
                .hasMessageContaining("select 1, missing from public.kept")
                .hasMessageContaining("The 1 statements before it were run");
        assertThat(there("public.kept")).isTrue();
    }

    @Test
    void keepsNothingOfAFileThatIsOneTransaction() {
        assertThatThrownBy(() -> run("begin; create table public.gone (id int); select 1/0; commit;"))
                .hasMessageContaining("division by zero");
        assertThat(there("public.gone")).isFalse();
    }

    @Test
    void saysWhichLineOfDataIsWrong() {
        assertThatThrownBy(
                        () -> run("create table public.numbers (n int);\ncopy public.numbers from stdin;\n1\nx\n\\.\n"))
                .hasMessageContaining("file.sql, line 2:")
                .hasMessageContaining("line 2, column n");
    }

    @Test
    void reachesNothingOfOurs() {
        for (String statement : List.of(
                "alter table public.projects add column x int",
                "drop table public.projects",
                "select * from atelier.accounts",
                "delete from auth.users",
                "set role atelier_system",
                "reset role; reset session authorization; alter table public.projects disable row level security",
                "alter role postgres superuser",
                "create role other superuser")) {
            assertThatThrownBy(() -> run(statement)).as(statement).hasMessageContaining("[42501]");
        }
    }

    @Test
    void runsAFolderOnceInOrderEachFileWholeOrNotAtAll() throws Exception {
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("20260102_second.sql"), "insert into public.steps values ('second');");
        Files.writeString(
                migrations.resolve("20260101_first.sql"), "begin; create table public.steps (name text); commit;");
        Files.writeString(migrations.resolve("readme.md"), "not one of them");

        assertThat(migrate(migrations, false).files()).containsExactly("20260101_first.sql", "20260102_second.sql");
        var again = migrate(migrations, false);
        Files.writeString(
                migrations.resolve("20260103_third.sql"), "insert into public.steps values ('third');\nselect 1/0;");

        assertThat(again.files()).isEmpty();
        assertThat(again.before()).isEqualTo(2);
        assertThatThrownBy(() -> migrate(migrations, false))
                .hasMessageContaining("20260103_third.sql, line 2: division by zero")
                .hasMessageContaining("Nothing of this file was kept");
        assertThat(owner.sql("select name from public.steps")
                        .query(String.class)
                        .list())
                .containsExactly("second");
        Files.writeString(migrations.resolve("20260103_third.sql"), "insert into public.steps values ('third');");
        assertThat(migrate(migrations, false).files()).containsExactly("20260103_third.sql");
    }

    @Test
    void saysWhatComesWithTheServerAndPassesOverItWhenAsked() throws Exception {
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("1_all.sql"), """
                create table public.projects (id int);
                alter table public.projects enable row level security;
                create policy p on public.projects using (true);
                create table public.extras (project uuid references public.projects);
                """);

        assertThatThrownBy(() -> migrate(migrations, false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("1_all.sql, line 1:")
                .hasMessageContaining("projects comes with Atelier");
        assertThat(there("public.extras")).isFalse();

        var ran = migrate(migrations, true);

        assertThat(ran.passed()).hasSize(3).allMatch(line -> line.contains("projects comes with Atelier"));
        assertThat(there("public.extras")).isTrue();
    }

    @Test
    void doesNotPassOverWhatTheFolderItselfMadeTwice() throws Exception {
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(
                migrations.resolve("9_twice.sql"),
                "create table public.twice (id int); create table public.twice (id int);");

        assertThatThrownBy(() -> migrate(migrations, true))
                .hasMessageContaining("\"twice\" already exists")
                .hasMessageNotContaining("comes with Atelier");
    }

    @Test
    void refusesAFolderWithoutMigrationsAndOneThatRollsBack() throws Exception {
        assertThatThrownBy(() -> migrate(folder, false)).hasMessageContaining("There is no file <version>_<name>.sql");
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("8_back.sql"), "select 1;\nrollback;");
        assertThatThrownBy(() -> migrate(migrations, false)).hasMessageContaining("8_back.sql, line 2:");
    }

    private int run(String sql) throws SQLException, IOException {
        Path file = Files.writeString(folder.resolve("file.sql"), sql);
        try (Connection connection = ScriptRole.connect(database.owner())) {
            return SqlFile.run(file, connection);
        }
    }

    private MigrationFolder.Ran migrate(Path migrations, boolean skipExisting) throws SQLException {
        try (Connection connection = ScriptRole.connect(database.owner())) {
            return new MigrationFolder(connection, skipExisting).run(migrations);
        }
    }

    private boolean there(String table) {
        return owner.sql("select to_regclass(:table) is not null")
                .param("table", table)
                .query(Boolean.class)
                .single();
    }

    private int notes(Actor actor) {
        return database.transactions()
                .asUser(
                        actor,
                        tx -> tx.sql("select count(*) from public.notes")
                                .query(Integer.class)
                                .single());
    }
}
