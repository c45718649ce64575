"""Odoo's external API (XML-RPC), as any program outside would use it."""

import threading
import xmlrpc.client
from http.client import HTTPException
from typing import Any
from xml.parsers.expat import ExpatError


class OdooFault(Exception):  # noqa: N818, XML-RPC's word for it
    """Odoo refused a call; the text is its message to the user, or the last line of its traceback."""

    def __init__(self, fault: xmlrpc.client.Fault) -> None:
        lines = str(fault.faultString).strip().splitlines() or [""]
        super().__init__(lines[-1] if lines[0].startswith("Traceback") else "\n".join(lines))
        self.code = fault.faultCode


class OdooClient:
    """One user on one database; may be shared by threads.

    :raises OdooFault: on a wrong password, and from each call that Odoo refuses
    :raises OSError: where it cannot be reached, or cannot reach its database
    """

    def __init__(self, url: str, database: str, login: str = "admin", password: str = "admin") -> None:
        self.url = url
        self.database = database
        self.login = login
        self._password = password
        self._local = threading.local()
        self.uid = self._authenticate()

    def _authenticate(self) -> int:
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common", allow_none=True)
        uid = _or_fault(common.authenticate, self.database, self.login, self._password, {})
        if not uid:
            raise OdooFault(xmlrpc.client.Fault(3, f"wrong login or password for {self.login}"))
        return uid

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method of a model; a method on records takes their ids as the first argument."""
        if not hasattr(self._local, "object"):
            self._local.object = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object", allow_none=True)
        execute = self._local.object.execute_kw
        return _or_fault(execute, self.database, self.uid, self._password, model, method, args, kwargs)

    def search(self, model: str, domain: list | None = None, **kwargs: Any) -> list[int]:
        return self.call(model, "search", domain or [], **kwargs)

    def search_read(
        self, model: str, domain: list | None = None, fields: list[str] | None = None, **kwargs: Any
    ) -> list[dict]:
        return self.call(model, "search_read", domain or [], fields or [], **kwargs)

    def read(self, model: str, record_id: int, *fields: str) -> dict:
        """One record's fields."""
        return self.call(model, "read", [record_id], list(fields))[0]

    def create(self, model: str, values: dict) -> int:
        """Create one record and return its id."""
        created = self.call(model, "create", values)
        return created[0] if isinstance(created, list) else created

    def write(self, model: str, ids: int | list[int], values: dict) -> None:
        self.call(model, "write", [ids] if isinstance(ids, int) else ids, values)

    def unlink(self, model: str, ids: int | list[int]) -> None:
        self.call(model, "unlink", [ids] if isinstance(ids, int) else ids)

    def ref(self, xmlid: str) -> int:
        """The id of the record with this external id, such as ``base.main_company``.

        :raises KeyError: where there is none
        """
        module, _, name = xmlid.partition(".")
        found = self.search_read("ir.model.data", [["module", "=", module], ["name", "=", name]], ["res_id"])
        if not found:
            raise KeyError(xmlid)
        return found[0]["res_id"]


def _or_fault(method: Any, *args: Any) -> Any:
    try:
        return method(*args)
    except xmlrpc.client.Fault as fault:
        raise OdooFault(fault) from None
    except xmlrpc.client.ProtocolError as error:  # it cannot reach its database
        raise ConnectionError(f"Odoo answers {error.errcode} {error.errmsg}") from None
    except (HTTPException, ExpatError) as error:  # it was killed in the middle of its answer
        raise ConnectionError(f"Odoo does not answer as it should: {error!r}") from None
