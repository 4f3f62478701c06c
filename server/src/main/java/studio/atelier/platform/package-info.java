/// Wing `platform`: database, HTTP, crypto and the like. Knows no product word.
package studio.atelier.platform;
