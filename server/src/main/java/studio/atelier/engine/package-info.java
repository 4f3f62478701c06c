/// Wing `engine`: what a generation needs, from the catalog of models to the ledger.
package studio.atelier.engine;
