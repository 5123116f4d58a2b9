"""What readers of several families use alike: safe XML, OLE, tables, blocks within limits."""
