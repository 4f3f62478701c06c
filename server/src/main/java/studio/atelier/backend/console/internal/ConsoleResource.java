package studio.atelier.backend.console.internal;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.console.ConsoleProblem;
import studio.atelier.backend.console.ConsoleSettings;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.problem.Faults;

/// `/api/admin/data`: tables with their columns, policies and grants, and SQL as a role of one's choice.
@RestController
class ConsoleResource {

    private static final int SQL_LENGTH_MAX = 100_000;

    private final ConsoleSettings settings;
    private final TableList tables;
    private final StatementDesk desk;

    ConsoleResource(ConsoleSettings settings, TableList tables, StatementDesk desk) {
        this.settings = settings;
        this.tables = tables;
        this.desk = desk;
    }

    /// @param tables an array, as [TableList] describes it
    record Tables(@JsonRawValue String tables) {}

    /// @param sql    one or more statements, without control of transactions
    /// @param role   `anon`, `authenticated`, `service_role` or `postgres`
    /// @param userId the person to be, for `authenticated` only
    /// @param write  whether what is changed is kept; otherwise the transaction is read-only
    record QueryBody(
            @Nullable String sql,
            @Nullable String role,
            @Nullable String userId,
            @Nullable Boolean write) {}

    @GetMapping("/api/admin/data/tables")
    Envelope<Tables> tables(Admin admin) {
        refuseWhenOff();
        return Envelope.of(new Tables(tables.json()));
    }

    @PostMapping("/api/admin/data/query")
    Envelope<StatementDesk.Answer> query(Admin admin, @RequestBody QueryBody body) {
        refuseWhenOff();
        var faults = new Faults();
        String sql = faults.required("/sql", body.sql(), SQL_LENGTH_MAX);
        ConsoleRole role = ConsoleRole.named(body.role());
        if (role == null) {
            faults.add("/role", "unknown", "Choose one of " + ConsoleRole.names() + ".");
        }
        var person = faults.uuid("/user_id", body.userId());
        if (role == ConsoleRole.AUTHENTICATED && person == null && !faults.any()) {
            faults.add("/user_id", "required", "Choose the person to be.");
        }
        faults.check(ConsoleProblem.INVALID);
        return Envelope.of(desk.run(
                admin.actor(),
                new StatementDesk.Order(
                        sql,
                        Objects.requireNonNull(role),
                        role == ConsoleRole.AUTHENTICATED ? person : null,
                        Boolean.TRUE.equals(body.write()))));
    }

    private void refuseWhenOff() {
        if (!settings.on()) {
            throw ConsoleProblem.OFF.problem();
        }
    }
}
