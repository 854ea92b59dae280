import AfterworkWeb

@Schema struct SchemaSameName {
    var itemID: Int
    var itemId: Int
}

// 5:9: error: The properties 'itemID' and 'itemId' are both called 'item_id' in JSON. Rename one of them.
