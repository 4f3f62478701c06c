package studio.atelier.platform.database;

import org.springframework.jdbc.core.simple.JdbcClient;

/// An open transaction. Valid only inside the call that got it; not thread-safe.
public interface Tx {

    /// A statement of this transaction, as the role it currently has.
    ///
    /// @param sql one statement with named parameters
    JdbcClient.StatementSpec sql(String sql);

    /// Several statements of this transaction in one round trip, as the role it has now.
    Trip trip();

    /// From here to the end of the transaction the statements run as the system. For the part of a person's
    /// work that the person may not do by hand: ledger, run, events.
    ///
    /// @param reason why, in a word or two; stands in the statement log of the database as
    ///     `application_name`
    /// @return this transaction
    Tx asSystem(String reason);

    /// Runs after the commit and never after a rollback; its failure is logged and changes nothing. For
    /// waking threads.
    void afterCommit(Runnable action);
}
