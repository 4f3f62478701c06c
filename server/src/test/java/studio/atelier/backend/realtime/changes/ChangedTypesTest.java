package studio.atelier.backend.realtime.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Values of every kind: told as `to_jsonb` writes them, compared as the database compares them.
@WithDatabase
class ChangedTypesTest extends ChangesCase {

    private static final List<String> VALUES = List.of(
            "bool|true",
            "int2|-7",
            "int4|2147483647",
            "int8|9007199254740993",
            "numeric|12345678901234567890.1200",
            "numeric|'NaN'",
            "float8|1e300",
            "float8|-0.5",
            "float4|'Infinity'",
            "text|'Zürich € \"quoted\" \\ tab\t line\n end'",
            "varchar(20)|'short'",
            "char(5)|'ab'",
            "uuid|'0190A1B2-0000-7000-8000-00000000000a'",
            "date|'2026-02-28'",
            "timestamp|'2026-02-28 13:14:15.123456'",
            "timestamptz|'2026-02-28 13:14:15.5+05:30'",
            "timestamptz|'infinity'",
            "timestamptz|'0044-03-15 12:00:00 BC'",
            "time|'13:14'",
            "interval|'1 day 2 hours'",
            "bytea|'\\xdeadbeef'",
            "inet|'10.0.0.1/8'",
            "json|'{\"a\": [1, 2, {\"b\": null}]}'",
            "jsonb|'{\"a\": 1.50, \"b\": \"x\"}'",
            "jsonb|'null'",
            "int4[]|array[1, null, 3]",
            "int4[]|'{{1,2},{3,4}}'",
            "int4[]|'[0:1]={5,6}'",
            "text[]|array['a,b', 'c\"d', 'NULL', null, '', '{x}', 'back\\slash']",
            "jsonb[]|array['{\"a\": \"b,c\"}'::jsonb]",
            "timestamptz[]|array['2026-02-28 13:14:15+00'::timestamptz]",
            "box[]|array['(1,2),(0,0)'::box]",
            "public.mood|'happy'",
            "public.mood[]|array['sad', 'happy']::public.mood[]",
            "public.score|42",
            "public.place|row('Zürich', 8001)",
            "public.place[]|array[row('a', 1)::public.place]",
            "int4range|'[1,5)'",
            "tsvector|'a b'",
            "xml|'<a/>'",
            "money|'12.50'",
            "oid|7");

    ChangedTypesTest(TestDatabase database) {
        super(database);
    }

    @BeforeEach
    void types() {
        run(
                "drop table if exists public.typed",
                "drop type if exists public.mood",
                "drop domain if exists public.score",
                "drop type if exists public.place",
                "create type public.mood as enum ('sad', 'ok', 'happy')",
                "create domain public.score as integer check (value between 0 and 100)",
                "create type public.place as (city text, code integer)");
    }

    @Test
    void areToldAsTheDatabaseWritesThem() {
        StringBuilder columns = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < VALUES.size(); i++) {
            String[] parts = VALUES.get(i).split("\\|", 2);
            columns.append(", c").append(i).append(' ').append(parts[0]);
            values.append(", ").append(parts[1]);
        }
        run(
                "create table public.typed (id integer primary key" + columns + ")",
                "alter publication supabase_realtime add table public.typed",
                "grant select on public.typed to service_role");
        Heard service = hear(service(), all("typed"));

        run("insert into public.typed values (1" + values + ")");

        JsonNode told = service.next();
        JsonNode expected = JsonMapper.shared()
                .readTree(database.asOwner()
                        .sql(
                                "with zone as materialized (select set_config('timezone', 'UTC', true)) select to_jsonb(t)::text from"
                                        + " zone, public.typed t")
                        .query(String.class)
                        .single());
        for (int i = 0; i < VALUES.size(); i++) {
            JsonNode ours = told.path("record").path("c" + i);
            JsonNode theirs = expected.path("c" + i);
            assertThat(same(ours, theirs))
                    .as("%s: ours %s, the database's %s", VALUES.get(i), ours, theirs)
                    .isTrue();
        }
        assertThat(told.path("columns").findValuesAsString("type"))
                .startsWith("int4", "bool", "int2")
                .contains("timestamptz", "_int4", "mood", "_mood", "score", "place", "varchar", "bpchar");
    }

    /// Numbers may be written in different ways.
    private static boolean same(JsonNode ours, JsonNode theirs) {
        if (ours.isNumber() && theirs.isNumber()) {
            return ours.decimalValue().compareTo(theirs.decimalValue()) == 0;
        }
        if (ours.isArray() && theirs.isArray() && ours.size() == theirs.size()) {
            for (int i = 0; i < ours.size(); i++) {
                if (!same(ours.get(i), theirs.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return ours.equals(theirs);
    }

    /// Type, filter after the column's name, values that fit, values that do not.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int4|eq.5|5|6;null",
                "int4|neq.5|6|5;null",
                "int4|gt.9|10;100|9;1",
                "int8|in.(1,9007199254740993)|1;9007199254740993|9007199254740992",
                "numeric|eq.1.50|1.5;1.500|1.51;NaN",
                "numeric|lte.10|9.99;10.0|10.01;NaN",
                "float8|gt.1e3|1001;Infinity;NaN|1000",
                "bool|is.true|true|false;null",
                "bool|not.is.null|true;false|null",
                "bool|eq.f|false|true;null",
                "text|eq.Zürich|Zürich|zürich;null",
                "text|eq.\"a,b\"|a,b|a",
                "text|gte.b|b;ba;é|B;a",
                "text|like.a%c_|abcd;acd|abc;Xacd",
                "text|ilike.ÄB%|äbc;ÄBc|abc",
                "text|not.ilike.x%|abc|Xyz;null",
                "text|match.^[a-c]+$|abc|abd",
                "text|imatch.^ABC|abcd|xabc",
                "text|in.(a,\"b,c\")|a;b,c|b",
                "text|not.in.(a,b)|c|a;b;null",
                "text|isdistinct.a|b;null|a",
                "text|not.isdistinct.a|a|b;null",
                "varchar(9)|eq.x|x|y",
                "char(4)|eq.x|x|y",
                "uuid|eq.0190A1B2-0000-7000-8000-00000000000A|0190a1b2-0000-7000-8000-00000000000a|0190a1b2-0000-7000-8000-00000000000b",
                "date|lt.2026-03-01|2026-02-28;-infinity|2026-03-01;infinity",
                "timestamptz|gt.2026-02-28T12:00:00Z|2026-02-28 13:00:01+01|2026-02-28 12:00:00+00",
                "timestamp|eq.2026-02-28 12:00|2026-02-28T12:00:00|2026-02-28 12:00:01",
                "public.mood|gt.sad|ok;happy|sad",
                "public.mood|in.(sad,ok)|sad;ok|happy",
                "public.score|gte.50|50;99|49",
                "jsonb|eq.{\"a\": 1}|{\"a\":1.0}|{\"a\":2}",
                "int4[]|eq.\"{1,2}\"|{1,2}|{2,1}",
                "inet|lt.10.0.0.9|10.0.0.8|10.0.0.10",
                "interval|eq.24 hours|1 day|25 hours"
            })
    void areComparedAsTheDatabaseComparesThem(String type, String condition, String fitting, String others) {
        run(
                "create table public.typed (id integer generated always as identity primary key, v " + type + ")",
                "alter publication supabase_realtime add table public.typed",
                "grant select on public.typed to service_role");
        Heard some = hear(service(), filtered("typed", "v=" + condition));
        Heard last = hear(service(), filtered("typed", "id=eq.100"));
        int fits = 0;
        for (String value : fitting.split(";")) {
            insert(value);
            fits++;
        }
        for (String value : others.split(";")) {
            insert(value);
        }
        run("insert into public.typed (id, v) overriding system value values (100, null)");
        last.take();

        for (int i = 1; i <= fits; i++) {
            assertThat(some.next().path("record").path("id").intValue()).isEqualTo(i);
        }
        // A null may fit too, and is the row that ends the test.
        assertThat(some.rest()).allSatisfy(rest -> assertThat(rest).contains("\"id\":100"));
    }

    private void insert(String value) {
        database.asOwner()
                .sql("insert into public.typed (v) select cast(:value as " + typeOfV() + ")")
                .param("value", value.equals("null") ? null : value, java.sql.Types.VARCHAR)
                .update();
    }

    private String typeOfV() {
        return database.asOwner()
                .sql(
                        "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'public.typed'::regclass"
                                + " and attname = 'v'")
                .query(String.class)
                .single();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "v=foo.5|Error parsing `filter` params: [\"foo\", \"5\"]",
                "undefined|Error parsing `filter` params: [\"undefined\"]",
                "v=eq.1,,id=eq.1|Error parsing `filter` params: filter must not contain empty segments (check for extra commas)",
                "v=in.1|Error parsing `filter` params: `in` filter value must be wrapped by parentheses",
                "v=eq.abc|invalid input syntax for type integer: \"abc\"",
                "nothing=eq.1|ERROR P0001 (raise_exception) invalid column for filter nothing",
                "v=like.a%|operator like requires a text-compatible column type, got integer",
                "v=is.true|is true filter requires a boolean column, got integer",
                "v=is.maybe|invalid value for is filter: must be null, true, false, or unknown",
                "t=match.([|invalid regular expression for match filter: invalid regular expression"
            })
    void areRefusedInTheWordsOfTheOriginal(String filter, String words) {
        run(
                "create table public.typed (id integer primary key, v integer, t text)",
                "alter publication supabase_realtime add table public.typed",
                "grant select on public.typed to service_role");

        assertThat(listen(service(), filtered("typed", filter)).take())
                .startsWith("problem: ")
                .contains(words);
    }

    @Test
    void areRefusedWhereTheTableIsNotPublishedOrTheColumnNotReadable() {
        run(
                "create table public.typed (id integer primary key, v integer, t text)",
                "grant select (id, v) on public.typed to authenticated");
        assertThat(listen(anon(), all("typed")).take())
                .isEqualTo(
                        "problem: Unable to subscribe to changes with given parameters. Please check Realtime is enabled"
                                + " for the given connect parameters: [event: *, schema: public, table: typed, filters: [], select:"
                                + " nil]");
        run("alter publication supabase_realtime add table public.typed");
        Audience ada = person(java.util.UUID.randomUUID());

        assertThat(listen(ada, filtered("typed", "t=eq.x")).take()).contains("invalid column for filter t");
        assertThat(listen(ada, new Binding("*", "public", "typed", null, List.of("t")))
                        .take())
                .contains("invalid column for select t");
        assertThat(listen(ada, new Binding("*", "public", null, null, List.of("v")))
                        .take())
                .contains("Column selection is not supported for wildcard subscriptions");
        String many = "v=in.(" + "1,".repeat(100) + "1)";
        assertThat(listen(ada, filtered("typed", many)).take())
                .contains("too many values for `in` filter. Maximum 100");
        assertThat(listen(ada, filtered("typed", "v=eq.1")).take()).isEqualTo("subscribed");
    }
}
