package studio.atelier.backend.organisations.internal;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.UncategorizedSQLException;
import studio.atelier.backend.organisations.Organisation;
import studio.atelier.backend.organisations.OrganisationsProblem;
import studio.atelier.backend.organisations.Role;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Problem;

/// Organisations and their members. What somebody may do is the policies' to say; what is asked here before only makes
/// the refusal a sentence. Who changed what is recorded by triggers, whichever way the change is made. Thread-safe.
public final class Directory {

    private static final int OWNED_MAX = 50;
    private static final int MEMBERS_MAX = 1_000;

    /// SQLSTATE that `auth.keep_an_owner()` raises.
    private static final String LAST_OWNER = "PT409";

    private final Transactions transactions;
    private final OrganisationStore store;
    private final Ids ids;

    Directory(Transactions transactions, OrganisationStore store, Ids ids) {
        this.transactions = transactions;
        this.store = store;
        this.ids = ids;
    }

    public List<Organisation> mine(Actor actor) {
        return transactions.asUser(actor, tx -> withPermissions(tx, store.mine(tx, actor.person())));
    }

    public List<Organisation> owedAnOwner(Actor actor) {
        return transactions.asUser(actor, tx -> {
            List<OrganisationStore.Mine> owned = store.mine(tx, actor.person()).stream()
                    .filter(one -> one.role().equals(Role.OWNER.word()) && one.members() > 1)
                    .toList();
            Tx system = tx.asSystem("owners");
            return withPermissions(
                    system,
                    owned.stream()
                            .filter(one -> !store.otherOwner(system, one.id(), actor.person()))
                            .toList());
        });
    }

    private List<Organisation> withPermissions(Tx tx, List<OrganisationStore.Mine> rows) {
        Map<String, List<String>> permissions = store.permissions(tx.asSystem("permissions of roles"));
        return rows.stream().map(row -> row.with(permissions)).toList();
    }

    Organisation find(Actor actor, UUID id) {
        return transactions.asUser(actor, tx -> found(tx, actor, id));
    }

    private Organisation found(Tx tx, Actor actor, UUID id) {
        OrganisationStore.Mine row =
                store.find(tx, actor.person(), id).orElseThrow(OrganisationsProblem.NOT_FOUND::problem);
        return row.with(store.permissions(tx.asSystem("permissions of roles")));
    }

    Organisation create(Actor actor, String name) {
        UUID id = ids.next();
        return transactions.asUser(actor, tx -> {
            if (store.owned(tx, actor.person()) >= OWNED_MAX) {
                throw tooMany("You own " + OWNED_MAX + " organisations; delete one that is no longer needed.");
            }
            store.insert(tx, id, name);
            return found(tx, actor, id);
        });
    }

    Organisation rename(Actor actor, UUID id, String name) {
        return transactions.asUser(actor, tx -> {
            require(tx, actor, id, "organisation.update");
            if (!store.rename(tx, id, name)) {
                throw OrganisationsProblem.NOT_FOUND.problem();
            }
            return found(tx, actor, id);
        });
    }

    /// Its projects go along; generations stay with the people who made them.
    void delete(Actor actor, UUID id) {
        transactions.asUser(actor, tx -> {
            require(tx, actor, id, "organisation.delete");
            if (!store.delete(tx, id)) {
                throw OrganisationsProblem.NOT_FOUND.problem();
            }
            return id;
        });
    }

    List<OrganisationStore.Member> members(Actor actor, UUID id) {
        return transactions.asUser(actor, tx -> {
            require(tx, actor, id, "members.read");
            return store.members(tx, id);
        });
    }

    /// @return the members afterwards
    List<OrganisationStore.Member> changeRole(Actor actor, UUID id, UUID member, Role role) {
        transactions.asUser(actor, tx -> {
            Role before = memberRole(tx, actor, id, member);
            boolean owners = before == Role.OWNER || role == Role.OWNER;
            require(tx, actor, id, owners ? "owners.manage" : "members.update");
            if (!unlessLastOwner(() -> store.changeRole(tx, id, member, role))) {
                throw OrganisationsProblem.MEMBER_NOT_FOUND.problem();
            }
            return role;
        });
        return transactions.asUser(actor, tx -> store.members(tx, id));
    }

    /// Leaving is removing oneself, and everybody may.
    void remove(Actor actor, UUID id, UUID member) {
        transactions.asUser(actor, tx -> {
            Role role = memberRole(tx, actor, id, member);
            if (!member.equals(actor.person())) {
                require(tx, actor, id, role == Role.OWNER ? "owners.manage" : "members.remove");
            }
            if (!unlessLastOwner(() -> store.remove(tx, id, member))) {
                throw OrganisationsProblem.MEMBER_NOT_FOUND.problem();
            }
            return role;
        });
    }

    private Role memberRole(Tx tx, Actor actor, UUID id, UUID member) {
        if (store.find(tx, actor.person(), id).isEmpty()) {
            throw OrganisationsProblem.NOT_FOUND.problem();
        }
        return store.role(tx, id, member).orElseThrow(OrganisationsProblem.MEMBER_NOT_FOUND::problem);
    }

    // The trigger on memberships decides; two owners who leave at once wait for each other there.
    private static boolean unlessLastOwner(BooleanSupplier change) {
        try {
            return change.getAsBoolean();
        } catch (UncategorizedSQLException refused) {
            SQLException cause = refused.getSQLException();
            if (cause != null && LAST_OWNER.equals(cause.getSQLState())) {
                throw OrganisationsProblem.LAST_OWNER.problem();
            }
            throw refused;
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `organisations.not_found` for who is no member,
    ///     `organisations.not_allowed` for who may not
    void require(Tx tx, Actor actor, UUID id, String permission) {
        if (store.may(tx, id, permission)) {
            return;
        }
        OrganisationStore.Mine mine =
                store.find(tx, actor.person(), id).orElseThrow(OrganisationsProblem.NOT_FOUND::problem);
        throw Problem.of(
                        OrganisationsProblem.NOT_ALLOWED,
                        "You are " + mine.role() + " of " + mine.name() + "; this needs " + permission + ". "
                                + OrganisationsProblem.NOT_ALLOWED.action())
                .with("permission", permission)
                .exception();
    }

    /// Brings somebody in who was asked. In a transaction of the system.
    void join(Tx tx, UUID id, UUID user, String role) {
        if (store.members(tx, id).size() >= MEMBERS_MAX) {
            throw tooMany("This organisation has " + MEMBERS_MAX + " members; an admin has to remove one first.");
        }
        store.join(tx, id, user, role);
    }

    static RuntimeException tooMany(String detail) {
        return Problem.of(OrganisationsProblem.TOO_MANY, detail).exception();
    }
}
