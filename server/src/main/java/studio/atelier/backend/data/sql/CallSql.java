package studio.atelier.backend.data.sql;

import studio.atelier.backend.data.plan.Invocation;
import studio.atelier.backend.data.schema.Routine;
import studio.atelier.backend.data.schema.Routine.Argument;

/// Writes the call of a function.
final class CallSql {

    private static final String BODY = "atelier_body";
    private static final String CALL = "atelier_call";

    private CallSql() {}

    static void call(Sql sql, Invocation call) {
        Routine routine = call.routine();
        sql.add("select ").add(CALL).add(".* from ");
        if (call.arguments() instanceof Invocation.Members members
                && !members.given().isEmpty()) {
            sql.add("json_to_record(")
                    .value(members.json(), "json")
                    .add(") as ")
                    .add(BODY)
                    .add("(");
            String comma = "";
            for (Argument argument : members.given()) {
                sql.add(comma).name(argument.name()).add(" ").add(unbounded(argument.type()));
                comma = ", ";
            }
            sql.add("), lateral ");
        }
        boolean rows = routine.returns().kind() == Routine.Kind.COMPOSITE;
        // A record without columns of its own cannot stand in `from`; as a value it can.
        sql.add(rows ? "" : "(select ").name(routine.name()).add("(");
        arguments(sql, call.arguments());
        sql.add(")")
                .add(rows ? "" : " as " + Statements.VALUE + ")")
                .add(" as ")
                .add(CALL);
    }

    private static void arguments(Sql sql, Invocation.Arguments arguments) {
        String comma = "";
        switch (arguments) {
            case Invocation.Members members -> {
                for (Argument argument : members.given()) {
                    named(sql.add(comma), argument);
                    sql.add(BODY).add(".").name(argument.name());
                    comma = ", ";
                }
            }
            case Invocation.Texts texts -> {
                for (Invocation.Given given : texts.given()) {
                    named(sql.add(comma), given.argument());
                    sql.value(given.text(), unbounded(given.argument().type()));
                    comma = ", ";
                }
            }
            case Invocation.Body body -> sql.value(body.text(), body.argument().type());
        }
    }

    /// A parameter has no length, but a cast to these types without one cuts to one character or bit.
    private static String unbounded(String type) {
        return switch (type) {
            case "character" -> "character varying";
            case "character[]" -> "character varying[]";
            case "bit" -> "bit varying";
            case "bit[]" -> "bit varying[]";
            default -> type;
        };
    }

    private static void named(Sql sql, Argument argument) {
        sql.add(argument.variadic() ? "variadic " : "").name(argument.name()).add(" => ");
    }
}
