package studio.atelier.backend.realtime.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is recognised, in PostgreSQL's own writing of conditions.
class PolicySyntaxTest {

    private static final Map<String, ColumnType> COLUMNS = Map.of(
            "user_id", type("uuid", ColumnType.Family.UUID, true),
            "org_id", type("uuid", ColumnType.Family.UUID, true),
            "owner_id", type("text", ColumnType.Family.TEXT, true),
            "loose", type("text", ColumnType.Family.TEXT, false),
            "is_public", type("boolean", ColumnType.Family.BOOLEAN, true),
            "kind", type("integer", ColumnType.Family.WHOLE, true));

    private static ColumnType type(String sql, ColumnType.Family family, boolean plain) {
        return new ColumnType(0, sql, family, null, ',', List.of(), plain, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | Always[value=true]",
                "(user_id = ( SELECT auth.uid() AS uid)) | Own[column=user_id]",
                "(auth.uid() = user_id) | Own[column=user_id]",
                "(( SELECT auth.uid() AS uid) = user_id) | Own[column=user_id]",
                "((( SELECT auth.uid() AS uid))::text = owner_id) | Own[column=owner_id]",
                "((auth.uid())::text = (user_id)::text) | Own[column=user_id]",
                "(org_id = ANY ((( SELECT auth.permitted_orgs('notes.read'::text) AS permitted_orgs))::uuid[])) | Member[column=org_id, permission=notes.read]",
                "(org_id IS NULL) | Null[column=org_id]",
                "(org_id IS NOT NULL) | Not[rule=Null[column=org_id]]",
                "(is_public OR (auth.uid() = user_id)) | Or[rules=[Flag[column=is_public], Own[column=user_id]]]",
                "(is_public = true) | Equals[column=is_public, constant=t]",
                "((owner_id = 'it''s'::text) AND (NOT is_public)) | And[rules=[Equals[column=owner_id, constant=it's], Not[rule=Flag[column=is_public]]]]",
                "(kind = 7) | Equals[column=kind, constant=7]",
                "(auth.role() = 'authenticated'::text) | RoleIs[name=authenticated]",
                "(auth.uid() IS NOT NULL) | Not[rule=Nobody[]]"
            })
    void recognises(String condition, String rule) {
        assertThat(PolicySyntax.parse(condition, COLUMNS).map(Rule::toString)).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(EXISTS ( SELECT 1 FROM public.shares s WHERE (s.note = notes.id)))",
                "(user_id = other.uid())",
                "(user_id OPERATOR(public.=) auth.uid())",
                "(user_id <> auth.uid())",
                "(missing = auth.uid())",
                "(loose = (auth.uid())::text)",
                "(owner_id = 'x'::text) AND",
                "(user_id = auth.uid(1))",
                "(user_id = ( SELECT auth.uid() AS uid FROM public.people))",
                "(auth.jwt() IS NULL)",
                "(org_id = ANY (ARRAY[auth.uid()]))",
                "(org_id = ANY ((auth.permitted_orgs(owner_id))::uuid[]))",
                "(owner_id = 'a\\'::text)",
                "(kind = 1.5)",
                "(kind = 99999999999999999999)",
                "(is_public = ( SELECT true AS bool))",
                "owner_id",
                "'true'::text",
                "((is_public OR (auth.uid() = user_id))",
                ""
            })
    void leavesEverythingElseToTheDatabase(String condition) {
        assertThat(PolicySyntax.parse(condition, COLUMNS)).isEmpty();
    }

    @Test
    void takesAPolicyWithoutAConditionForOneThatAllowsAll() {
        assertThat(PolicySyntax.parse(null, COLUMNS)).contains(new Rule.Always(true));
    }

    @Test
    void endsWithAConditionOfAnyDepth() {
        String deep = "(".repeat(5000) + "is_public" + ")".repeat(5000);

        assertThat(PolicySyntax.parse(deep, COLUMNS)).isEmpty();
    }
}
